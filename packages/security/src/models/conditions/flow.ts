// Flow for policies in TypeScript: states are typed.

import type { BoundCondition } from '../../condition.ts'
import { flowModel, type StateArgument, type StatesArgument } from '../flow.ts'
import type { SidArgument } from '../sid.ts'
import type { PolicyObjectDefinition } from '../model.ts'
import { type ArgumentReader, type BoundExpression, conditionsOf } from './object-conditions.ts'

/** What a Flow is made of. */
export interface FlowConfig<State extends string> {
  readonly states: readonly State[]
  /** The state after `init`. */
  readonly initial: NoInfer<State>
  /** The states that may follow a state; none may follow one that is left out. */
  readonly transitions: Readonly<Partial<Record<NoInfer<State>, readonly NoInfer<State>[]>>>
}

/** The conditions of one Flow. */
export interface FlowConditions<State extends string> {
  readonly definition: PolicyObjectDefinition
  /** Gives a SID the initial state; denied if it has a state. */
  readonly init: <M>(argument: ArgumentReader<SidArgument, M>) => BoundCondition<M>
  /** Takes the state of a SID away; denied if it has none. */
  readonly fini: <M>(argument: ArgumentReader<SidArgument, M>) => BoundCondition<M>
  /** Changes the state of a SID; denied if the transition is not listed, or it has no state. */
  readonly enter: <M>(argument: ArgumentReader<StateArgument<State>, M>) => BoundCondition<M>
  /** Grants if the state of a SID is one of these. */
  readonly allow: <M>(argument: ArgumentReader<StatesArgument<State>, M>) => BoundCondition<M>
  /** The state of a SID; denies if it has none. */
  readonly query: <M>(argument: ArgumentReader<SidArgument, M>) => BoundExpression<State, M>
}

/**
 * A finite-state machine per SID (topic `ssp_descr_security_models_flow`). Throws ModelError for a
 * state that there is not.
 */
export function flow<const State extends string>(config: FlowConfig<State>): FlowConditions<State> {
  const types = config.states.map((value) => ({ kind: 'literal', value }) as const)
  const { definition, rule, expression } = conditionsOf(flowModel, config, {
    State: { kind: 'variant', types },
  })
  return Object.freeze<FlowConditions<State>>({
    definition,
    init: (argument) => rule('init', argument),
    fini: (argument) => rule('fini', argument),
    enter: (argument) => rule('enter', argument),
    allow: (argument) => rule('allow', argument),
    query: (argument) => expression('query', argument),
  })
}
