import { CITIES, City } from '../../../shared/cities/city.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import { ExportId, type NewId } from '../../../shared/ids.ts'
import { EXPORT, type Export, type ExportFilter, exportKey } from '../../../shared/membership/transfer/export.ts'
import { type Clock, epochSecondsOf, plusDays } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'

type Needs = { table: Table; now: Clock; newId: NewId; startExport: StartWorkflow }

/** Begins to write the members that the filter leaves into files, in the background. */
export const askForExport = async (needs: Needs, actor: Actor, filter: ExportFilter): Promise<ExportId> => {
  const { table, now, newId } = needs
  const askedAt = now()
  const exportId = newId(ExportId, 'exp')
  const { items: cities } = await table.query(City, { pk: CITIES })
  const asked: Export = {
    state: 'making',
    exportId,
    filter,
    by: actor.userId,
    askedAt,
    files: [],
    listed: 0,
    gone: 0,
    standing: 0,
    missing: 0,
    revision: 1,
    cities: cities.map(({ slug }) => slug).filter((slug) => !filter.city || slug === filter.city),
    expiresAt: epochSecondsOf(plusDays(askedAt, EXPORT.keptHours / 24)),
  }
  await table.write(
    { put: { ...exportKey(exportId), ...asked }, if: { exists: false } },
    auditEntry({
      at: askedAt,
      actor,
      act: 'export-asked',
      subject: exportId,
      detail: { city: filter.city ?? 'all', state: filter.state },
    }),
  )
  await needs.startExport(`export-${exportId}`, { exportId })
  return exportId
}
