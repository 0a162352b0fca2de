import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `cdk synth` wrote: the stacks, and where the assets of their templates lie on this machine. */
export type Assembly = {
  stacks: { name: string; template: Template }[]
  /** Path of an asset by its object key in the bootstrap bucket. */
  assets: Map<string, string>
}

export type Template = {
  Resources: Record<string, TemplateResource>
  Conditions?: Record<string, unknown>
  Mappings?: Record<string, Record<string, Record<string, unknown>>>
  Parameters?: Record<string, { Type: string; Default?: unknown }>
  Outputs?: Record<string, { Value: unknown; Condition?: string }>
}

export type TemplateResource = { Type: string; Properties?: Record<string, unknown>; Condition?: string }

export function readAssembly(directory: string): Assembly {
  const read = (file: string) => JSON.parse(readFileSync(join(directory, file), 'utf8'))
  const assembly: Assembly = { stacks: [], assets: new Map() }
  for (const [name, artifact] of Object.entries<Artifact>(read('manifest.json').artifacts)) {
    const { templateFile, file } = artifact.properties ?? {}
    if (artifact.type === 'aws:cloudformation:stack' && templateFile)
      assembly.stacks.push({ name, template: read(templateFile) })
    if (artifact.type === 'cdk:asset-manifest' && file)
      for (const { source, destinations } of Object.values<Asset>(read(file).files ?? {}))
        for (const { objectKey } of Object.values(destinations))
          if (source.path) assembly.assets.set(objectKey, join(directory, source.path))
    if (artifact.type === 'cdk:cloud-assembly')
      throw new Error(`${name}: a stage within the app; the embedded cloud runs the stacks of the app itself`)
  }
  if (assembly.stacks.length === 0) throw new Error(`No stack in ${directory}`)
  return assembly
}

type Artifact = { type: string; properties?: { templateFile?: string; file?: string } }
type Asset = { source: { path?: string }; destinations: Record<string, { objectKey: string }> }
