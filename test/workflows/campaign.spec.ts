import { describe, expect, it } from 'vitest'
import { cancelCampaign } from '../../functions/campaigns/desk/steer-campaign.ts'
import { FreezeStep, freezeShard } from '../../functions/campaigns/launch/freeze-shard.ts'
import { CampaignRun, planCampaign } from '../../functions/campaigns/launch/plan-campaign.ts'
import { SealRun, sealTry } from '../../functions/campaigns/launch/seal-audience.ts'
import { type SendPageNeeds, sendPage } from '../../functions/campaigns/sending/send-page.ts'
import { sendPages } from '../../functions/campaigns/sending/send-pages.ts'
import { SendStep } from '../../functions/campaigns/sending/send-step.ts'
import { holdCampaign, Rounds, settleRound } from '../../functions/campaigns/settling/settle-campaign.ts'
import { SettleStep, settleShard } from '../../functions/campaigns/settling/settle-shard.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  counts,
  denver,
  dyingAt,
  freeze,
  later,
  launch,
  mailsTo,
  type Network,
  people,
  RUN,
  SAM,
  senderOf,
  tellLedger,
} from '../campaigns/network.ts'
import { runWorkflow } from '../workflow.ts'

/** The network's clock moves on with each round. */
const carry = (network: Network, sender: SendPageNeeds | (() => SendPageNeeds) = senderOf(network), run = RUN) =>
  runWorkflow('campaigns/campaign', run, {
    PlanCampaign: (input) => planCampaign(network, CampaignRun.parse(input)),
    FreezeShard: (input) => freezeShard(network, FreezeStep.parse(input)),
    SealAudience: (input) => sealTry(network, SealRun.parse(input)),
    SendPage: (input) => sendPages(typeof sender === 'function' ? sender() : sender, SendStep.parse(input)),
    SettleShard: (input) => settleShard(network, SettleStep.parse(input)),
    SettleCampaign: async (input) => {
      const { fault, rounds, ...run } = CampaignRun.loose().parse(input)
      later(network, 30)
      return fault ? holdCampaign(network, run) : settleRound(network, run, Rounds.parse(rounds))
    },
  })

const everybodyOnce = (network: Network, count: number) =>
  expect(mailsTo(network.provider)).toEqual(Object.fromEntries(people(count).map(({ email }) => [email, 1])))

describe('the campaign workflow', () => {
  it('sends with as many workers as the plan divides the pace by', async () => {
    const network = await denver(people(1))
    await launch(network)
    network.provider.knobs({ maxSendRate: 20 })
    const { workers, ledgerShards } = await planCampaign(network, RUN)
    expect(workers).toBe(2)
    expect(ledgerShards).toHaveLength(8)
    expect(ledgerShards.every((shard) => shard.workers === 2)).toBe(true)
  })

  it('carries a launched campaign until it is open', async () => {
    const network = await denver(people(30))
    await launch(network)
    await carry(network)
    expect(await campaignNow(network)).toMatchObject({ state: 'open', recipients: 30 })
    everybodyOnce(network, 30)
  })

  it('changes nothing when it runs a second time', async () => {
    const network = await denver(people(5))
    await launch(network)
    await carry(network)
    await carry(network)
    everybodyOnce(network, 5)
  })

  it('waits while the provider says that we are too fast', async () => {
    const network = await denver(people(10))
    await launch(network)
    network.provider.knobs({ failNext: { count: 4, how: 'throttle' } })
    await carry(network)
    expect(await campaignNow(network)).toMatchObject({ state: 'open' })
    everybodyOnce(network, 10)
  })

  it('survives workers that die and mails nobody twice', async () => {
    const network = await denver(people(30))
    await launch(network)
    let runs = 0
    // Every other run of the task dies after its first mail was taken.
    const sender = () => senderOf(network, ++runs % 2 === 0 ? { table: dyingAt(network.table, 'SENT', 'before') } : {})
    await carry(network, sender)
    expect((await counts(network)).UNCERTAIN).toBeGreaterThan(3)
    await tellLedger(network)
    expect(await campaignNow(network)).toMatchObject({ state: 'open' })
    expect(await counts(network)).toMatchObject({ audience: 30, DELIVERED: 30 })
    everybodyOnce(network, 30)
  })

  it('asks the staff when round after round nobody can be mailed, ', async () => {
    const network = await denver(people(5))
    await launch(network)
    const broken: SendPageNeeds = {
      ...senderOf(network),
      get table(): never {
        throw new Error('the link keys cannot be read')
      },
    }
    await carry(network, broken).catch(() => {})
    expect(await campaignNow(network)).toMatchObject({ state: 'paused', reason: 'fault' })
    expect(await counts(network)).toMatchObject({ audience: 5, PENDING: 5 })
  })

  it('goes on after it was killed while sending and started again', async () => {
    const network = await denver(people(30))
    await launch(network)
    await freeze(network)
    let sent = 0
    const killed = senderOf(network, {
      mail: {
        quota: network.provider.transport.quota,
        send: (envelope) => {
          if (++sent > 11) throw new Error('killed')
          return network.provider.transport.send(envelope)
        },
      },
    })
    const { ledgerShards } = await planCampaign(network, RUN)
    await Promise.allSettled(ledgerShards.map((shard) => sendPage(killed, shard)))
    const before = network.provider.taken.length
    expect(before).toBe(11)
    await carry(network)
    await tellLedger(network)
    const after = await counts(network)
    expect(after.DELIVERED + after.UNCERTAIN).toBe(30)
    expect(Object.values(mailsTo(network.provider)).every((mails) => mails === 1)).toBe(true)
    expect(Object.keys(mailsTo(network.provider))).toHaveLength(after.DELIVERED)
  })

  it('mails nobody twice when two of them run on one campaign, from the freezing to the end', async () => {
    const network = await denver(people(30))
    await launch(network)
    await Promise.all([carry(network), carry(network)])
    expect(await campaignNow(network)).toMatchObject({ state: 'open', recipients: 30, mailed: 30 })
    everybodyOnce(network, 30)
  })

  it('asks the staff when a part of the audience cannot be frozen, and sends to nobody before', async () => {
    const network = await denver(people(12))
    await launch(network)
    const { query } = network.table
    const broken: Network = {
      ...network,
      table: {
        ...network.table,
        query: (schema, asked) =>
          asked.index === 'audience' && asked.pk.endsWith('#3')
            ? Promise.reject(new Error('that partition is down'))
            : query(schema, asked),
      },
    }
    await expect(carry(broken)).rejects.toThrow()
    expect(await campaignNow(network)).toMatchObject({ state: 'held', reason: 'fault' })
    expect(network.provider.taken).toHaveLength(0)
  })

  it('asks the staff when the ledger cannot be counted, and does not call the campaign sent', async () => {
    const network = await denver(people(6))
    await launch(network)
    await freeze(network)
    const { query } = network.table
    const broken: Network = {
      ...network,
      table: {
        ...network.table,
        query: (schema, asked) =>
          asked.pk.startsWith(`CAMPAIGN#${CAMPAIGN_ID}#`) && asked.limit === 500
            ? Promise.reject(new Error('that partition is down'))
            : query(schema, asked),
      },
    }
    // The count of the freezing says that everybody is still to be mailed.
    await expect(carry(broken)).rejects.toThrow()
    expect(await campaignNow(network)).toMatchObject({ state: 'paused', reason: 'fault' })
    everybodyOnce(network, 6)
  })

  it('marks everybody who was not mailed when it was cancelled', async () => {
    const network = await denver(people(10))
    await launch(network)
    await freeze(network)
    await cancelCampaign(network, CAMPAIGN_ID, SAM)
    await carry(network)
    expect(await counts(network)).toMatchObject({ audience: 10, CANCELLED: 10 })
    expect(network.provider.taken).toHaveLength(0)
  })

  it('holds the campaign for staff when a task fails again and again', async () => {
    const network = await denver(people(3))
    await launch(network)
    const sealed = { ...network.table }
    const broken: Network = {
      ...network,
      table: {
        ...sealed,
        write: (...writes) =>
          writes.some((write) => 'put' in write && write.put.state === 'sending')
            ? Promise.reject(new Error('the table is down'))
            : sealed.write(...writes),
      },
    }
    await expect(carry(broken)).rejects.toThrow()
    expect(await campaignNow(network)).toMatchObject({ state: 'held', reason: 'fault' })
    expect(network.provider.taken).toHaveLength(0)
  })
})
