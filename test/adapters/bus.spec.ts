import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { openBus } from '../../functions/adapters/bus.ts'

const bus = mockClient(EventBridgeClient)
const tell = openBus('common-agenda.test', bus as unknown as EventBridgeClient)
const events = (count: number, detail: object = {}) =>
  Array.from({ length: count }, (_, n) => ({ kind: 'fact', detail: { n, ...detail } }))
const requests = () => bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? [])

beforeEach(() => {
  bus.reset()
  bus.on(PutEventsCommand).callsFake(({ Entries }) => ({ FailedEntryCount: 0, Entries: Entries.map(() => ({})) }))
})

describe('events told on the bus', () => {
  it('go ten with each request, in order, in the name of the environment', async () => {
    expect(await tell(events(23))).toEqual({ outcome: 'told' })
    expect(requests().map((entries) => entries.length)).toEqual([10, 10, 3])
    expect(requests().flat()[12]).toEqual({ Source: 'common-agenda.test', DetailType: 'fact', Detail: '{"n":12}' })
  })

  it('stay below 256 KB with each request', async () => {
    await tell(events(5, { text: 'ü'.repeat(50_000) }))
    expect(requests().map((entries) => entries.length)).toEqual([2, 2, 1])
  })

  it('are broken off at the first that the bus did not take', async () => {
    bus
      .on(PutEventsCommand)
      .resolvesOnce({ FailedEntryCount: 0, Entries: Array.from({ length: 10 }, () => ({})) })
      .resolvesOnce({
        FailedEntryCount: 2,
        Entries: [{}, {}, { ErrorCode: 'ThrottlingException' }, {}, { ErrorCode: 'x' }],
      })
    expect(await tell(events(23))).toEqual({ outcome: 'refused', first: 12, reason: 'ThrottlingException' })
    expect(requests()).toHaveLength(2)
  })

  it('are none when nothing happened', async () => {
    expect(await tell([])).toEqual({ outcome: 'told' })
    expect(requests()).toEqual([])
  })
})
