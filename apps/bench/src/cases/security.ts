// Policies: what one decision costs. Who sends many events with one head keeps its prepared
// decision, so most cases measure that. The first event with a head, which looks at all rules, is
// not here.
import { layoutMessage, MessageView, plainHandles, string, uint32 } from '@kos/idl'
import {
  any,
  createMonitor,
  type EventHead,
  eventOf,
  type Policy,
  type PreparedDecision,
  request,
  type RuleContext,
  type SecurityEvent,
} from '@kos/security'
import { flow, type StateArgument } from '@kos/security/models'
import { type Batch, defineCase, own, type RatioCase, type Start } from '../case.ts'
import { mapGet, standingEntries } from '../references.ts'
import { consume } from '../sink.ts'
import { monitorOf, putRequest, storePolicy } from './psl-policies.ts'

const heads: readonly EventHead[] = Array.from({ length: 16 }, (_, i) => ({
  type: 'request',
  source: `Client${i}`,
  destination: 'Server',
  endpoint: 'store',
  interface: 'demo.Store',
  method: 'Put',
}))

const events: readonly SecurityEvent[] = heads.map((head, i) =>
  eventOf(head, undefined, i + 1, 100),
)

function mustBeNone(denials: number): void {
  if (denials > 0) throw new Error('an event was denied')
  consume(denials)
}

/** Decides about the events of 16 heads in turn, each by its prepared decision. */
function prepared(policy: Policy): Batch {
  const monitor = createMonitor(policy)
  const decisions: readonly PreparedDecision[] = heads.map((head) => monitor.prepare(head))
  return (iterations) => {
    let denials = 0
    for (let i = 0; i < iterations; i++) {
      const decision = (decisions[i & 15] as PreparedDecision).decide(
        events[i & 15] as SecurityEvent,
      )
      if (!decision.granted) denials++
    }
    mustBeNone(denials)
  }
}

/** A decision that depends on neither message nor state. */
export const securityStateless: RatioCase = defineCase({
  name: 'security/stateless',
  awaits: false,
  start: () => prepared([request(any, 'Server', { interface: 'demo.Store' })]),
  against: [mapGet],
})

/** A decision by a condition that looks at the security ids only. */
export const securitySids: RatioCase = defineCase({
  name: 'security/sids',
  awaits: false,
  start: () => prepared([request(any, 'Server', ({ sourceSid }) => sourceSid < 100)]),
  against: [mapGet],
})

/** A decision by a rule in PSL about one field of the message, which is shown as IPC does. */
export const securityMessageField: RatioCase = defineCase({
  name: 'security/message-field',
  awaits: false,
  start: () => {
    const layout = layoutMessage('demo.Store.Put', 0, 'in', {
      key: string(32),
      value: uint32,
      size: uint32,
    })
    const shown = new MessageView(layout.fields)
    const view = new DataView(new ArrayBuffer(layout.size))
    const arena = new Uint8Array(layout.arenaSize)
    const asked = eventOf(putRequest, shown.parameters, 1, 100)
    const decision = monitorOf(storePolicy).prepare(asked)
    const { offset } = layout.fields[2] as (typeof layout.fields)[number]
    return (iterations) => {
      let denials = 0
      for (let i = 0; i < iterations; i++) {
        view.setUint32(offset, i & 1023, true)
        shown.open(view, arena, plainHandles)
        if (!decision.decide(asked).granted) denials++
        shown.close()
      }
      mustBeNone(denials)
    }
  },
  against: [mapGet],
})

/** A session of each process: a Flow of two states. */
function sessions(): readonly [policy: Policy, init: EventHead] {
  const session = flow({
    states: ['open', 'busy'],
    initial: 'open',
    transitions: { open: ['busy'], busy: ['open'] },
  })
  const init = { ...(heads[0] as EventHead), method: 'Init' }
  return [
    [
      request(
        any,
        'Server',
        { method: 'Init' },
        session.init(({ sourceSid: sid }) => ({ sid })),
      ),
      request(any, 'Server', { method: 'Put' }, session.enter(entering('busy'))),
      request(any, 'Server', { method: 'Get' }, session.enter(entering('open'))),
    ],
    init,
  ]
}

const entering =
  <State extends string>(state: State) =>
  ({ sourceSid: sid }: RuleContext): StateArgument<State> => ({ sid, state })

/** One committed change of state: `enter` of a Flow, in which 1024 processes have states. */
export const securityFlow: RatioCase = defineCase({
  name: 'security/flow',
  awaits: false,
  start: () => {
    const [policy, init] = sessions()
    const monitor = createMonitor(policy)
    for (let sourceSid = 1; sourceSid <= standingEntries; sourceSid++)
      monitor.decide(eventOf(init, undefined, sourceSid, 100))
    const both = ['Put', 'Get'].map((method) =>
      eventOf({ ...(heads[0] as EventHead), method }, undefined, 1, 100),
    )
    const decisions = both.map((head) => monitor.prepare(head))
    return (iterations) => {
      let denials = 0
      // An even number of changes, so that each batch begins in the same state.
      for (let i = 0; i < (iterations & 1) + iterations; i++) {
        const decision = decisions[i & 1] as PreparedDecision
        if (!decision.decide(both[i & 1] as SecurityEvent).granted) denials++
      }
      mustBeNone(denials)
    }
  },
  against: [mapGet],
})

/** Decisions without preparation, beside so many rules that do not match. */
function crowded(others: number): Start {
  return () => {
    const monitor = createMonitor([
      ...Array.from({ length: others }, (_, i) => request(`Other${i}`, `Server${i}`)),
      request(any, 'Server', ({ sourceSid }) => sourceSid < 100),
    ])
    return (iterations) => {
      let denials = 0
      for (let i = 0; i < iterations; i++)
        if (!monitor.decide(events[i & 15] as SecurityEvent).granted) denials++
      mustBeNone(denials)
    }
  }
}

/** A decision in a crowd of rules: they matter only to the first event with a head. */
export const securityCrowd: RatioCase = defineCase({
  name: 'security/crowd',
  awaits: false,
  start: crowded(20_000),
  against: [own('200 rules', { awaits: false, start: crowded(200) })],
})
