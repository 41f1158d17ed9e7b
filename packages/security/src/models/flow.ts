// The model Flow (topic `ssp_descr_security_models_flow`): a finite-state machine per SID.
//
// `StateMachines` is the instance of one object. A transition that is not listed is denied, one
// from a state to itself as well. States are nodes that have their followers, so that a transition
// takes one look-up, or two: the machine by SID, and a state that is not the last follower by name.

import type { ConditionOutcome } from '../condition.ts'
import { maxStatefulSids } from '../limits.ts'
import { readEntries, readField, readTexts } from './configuration.ts'
import { EvaluationError, type Model, ModelError, type PolicyObjectDefinition } from './model.ts'
import { sidArgumentType, SidTables } from './sid-tables.ts'
import type { Sid } from './sid.ts'
import { sidType, textType, type ValueType } from './type.ts'
import { nameOf } from './value.ts'

/** The argument of `enter`. */
export interface StateArgument<State extends string = string> {
  readonly sid: Sid
  readonly state: State
}

/** The argument of `allow`. */
export interface StatesArgument<State extends string = string> {
  readonly sid: Sid
  readonly states: readonly State[]
}

interface StateNode {
  readonly name: string
  /** The states that may follow, by name. */
  readonly next: Map<string, StateNode>
  /** The one that was entered last from here: it spares most transitions a look-up. */
  last: StateNode | undefined
}

interface StateMachine {
  state: StateNode
}

// The one object that a transition allocates.
class Transition implements ConditionOutcome {
  readonly granted = true
  readonly #machine: StateMachine
  readonly #previous: StateNode

  constructor(machine: StateMachine, previous: StateNode) {
    this.#machine = machine
    this.#previous = previous
  }

  rollback(): void {
    this.#machine.state = this.#previous
  }
}

class StateMachines extends SidTables<StateMachine> {
  /**
   * One that is never used. When a collection of garbage finds no object of a class, the engine
   * drops the code that makes some (bench case `security/flow`).
   */
  readonly kept: Transition

  constructor(initial: StateNode) {
    super(maxStatefulSids, () => ({ state: initial }))
    this.kept = new Transition({ state: initial }, initial)
  }

  enter({ sid, state }: StateArgument): boolean | ConditionOutcome {
    const machine = this.of(sid)
    if (machine === undefined) return false
    const previous = machine.state
    let next = previous.last
    if (next === undefined || next.name !== state) {
      next = previous.next.get(state)
      if (next === undefined) return false
      previous.last = next
    }
    machine.state = next
    return new Transition(machine, previous)
  }

  allow({ sid, states }: StatesArgument): boolean {
    if (!Array.isArray(states)) throw new EvaluationError(`${nameOf(states)} is no list of states`)
    const machine = this.of(sid)
    return machine !== undefined && states.includes(machine.state.name)
  }

  query(sid: unknown): string {
    return this.read(sid).state.name
  }
}

/** The texts of a variant of text literals. */
function textsOf(type: ValueType | undefined): readonly string[] {
  const literals = type?.kind === 'variant' ? type.types : [type]
  return literals.map((literal) => {
    if (literal?.kind === 'literal' && typeof literal.value === 'string') return literal.value
    throw new ModelError(['State'], 'State is no variant of texts, such as "a" | "b"')
  })
}

function checkState(state: unknown, states: readonly string[], path: (string | number)[]): string {
  if (typeof state === 'string' && states.includes(state)) return state
  throw new ModelError(path, `${nameOf(state)} is no state; the states are: ${states.join(', ')}`)
}

/** The states, which must be those of the type. */
function readStates(config: unknown, type: ValueType | undefined): readonly string[] {
  const declared = textsOf(type)
  const states = readTexts(readField(config, 'states'), ['states'])
  states.forEach((state, index) => checkState(state, declared, ['states', index]))
  const missing = declared.find((state) => !states.includes(state))
  if (missing === undefined) return states
  throw new ModelError(['states'], `the state ${nameOf(missing)} of the type State is missing`)
}

/** The initial state, from which the others are reached. */
function readMachine(config: unknown, states: readonly string[]): StateNode {
  const nodes = new Map(
    states.map((name): [string, StateNode] => [name, { name, next: new Map(), last: undefined }]),
  )
  const nodeOf = (state: unknown, path: (string | number)[]): StateNode =>
    nodes.get(checkState(state, states, path)) as StateNode
  for (const [from, to] of readEntries(readField(config, 'transitions'), ['transitions'])) {
    const path = ['transitions', String(from)]
    const { next } = nodeOf(from, path)
    if (!Array.isArray(to)) throw new ModelError(path, `${nameOf(to)} is no list of states`)
    to.forEach((each: unknown, index) => {
      const node = nodeOf(each, [...path, index])
      next.set(node.name, node)
    })
  }
  return nodeOf(readField(config, 'initial'), ['initial'])
}

function create(
  types: Readonly<Record<string, ValueType>>,
  config: unknown,
): PolicyObjectDefinition {
  const states = readStates(config, types['State'])
  const initial = readMachine(config, states)
  const state = types['State'] as ValueType
  return {
    rules: {
      init: {
        parameter: sidArgumentType,
        apply: (argument, machines: StateMachines) => machines.init(argument),
      },
      fini: {
        parameter: sidArgumentType,
        apply: (argument, machines: StateMachines) => machines.fini(argument),
      },
      enter: {
        parameter: { kind: 'record', fields: { sid: sidType, state } },
        apply: (argument, machines: StateMachines) => machines.enter(argument),
      },
      allow: {
        parameter: {
          kind: 'record',
          fields: { sid: sidType, states: { kind: 'set', element: state } },
        },
        apply: (argument, machines: StateMachines) => machines.allow(argument),
      },
    },
    expressions: {
      query: {
        parameter: sidArgumentType,
        result: state,
        evaluate: ({ sid }: { readonly sid: Sid }, machines: StateMachines) => machines.query(sid),
      },
    },
    instantiate: () => new StateMachines(initial),
    stateOf: (sid, machines: StateMachines) => machines.of(sid)?.state.name,
  }
}

/** `init`, `fini`, `enter`, `allow`, and the expression `query`. */
export const flowModel: Model = {
  name: 'Flow',
  types: ['State'],
  typeAliases: { States: 'State' },
  config: ({ State = textType }) => ({
    kind: 'record',
    fields: {
      states: { kind: 'set', element: State },
      initial: State,
      transitions: { kind: 'map', key: State, value: { kind: 'set', element: State } },
    },
  }),
  create,
}
