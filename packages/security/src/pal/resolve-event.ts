// The names of an event that somebody writes down, such as the author of a test: what is left out
// is found in the endpoints of the classes, as a kernel would fill it in.
//
// Classes are looked at here, endpoints and methods in `find-method.ts`. `check-tests.ts` resolves
// cases of tests, `event-init.ts` events in TypeScript.

import type { Method } from '@kos/idl'
import type { Selector } from '../compiled-rule.ts'
import {
  coreClass,
  type EventHead,
  initClass,
  type SecurityEventType,
  serverRole,
} from '../event.ts'
import { selectorKeys } from '../psl/grammar.ts'
import type { LoadedPolicy } from '../psl/policy.ts'
import { endpointSelectors } from '../target.ts'
import { hintOf } from '../psl/name-hint.ts'
import { asWritten, type FoundMethod, findMethod } from './find-method.ts'

/** The names of an event as they are written; undefined where one is left out. */
export interface EventNames {
  readonly type: SecurityEventType
  /** A class. */
  readonly source: string | undefined
  /** A class. */
  readonly destination: string | undefined
  readonly component: string | undefined
  /** By the path to it, or by type. */
  readonly endpoint: string | undefined
  readonly interface: string | undefined
  readonly method: string | undefined
}

/** What is wrong with a name, or with its absence. */
export interface NameProblem {
  readonly key: Selector
  readonly message: string
  readonly hint?: string | undefined
  /** Whether the server has no such name. */
  readonly isAbsent?: true
}

/** Takes what is wrong. */
export type NameReport = (problem: NameProblem) => void

/** An event whose names are all known. */
export interface ResolvedEvent {
  readonly head: EventHead
  /** The method; null if the policy does not know it, which is so for classes without EDL. */
  readonly method: Method | null
}

/** The classes of a policy. */
export type PolicyClasses = Pick<LoadedPolicy, 'classes'>

/**
 * Resolves the names of an event. What is wrong goes to `report`; the answer is null then. Hints
 * name `processes` beside classes.
 */
export function resolveEvent(
  policy: PolicyClasses,
  given: EventNames,
  report: NameReport,
  processes: Iterable<string> = [],
): ResolvedEvent | null {
  const names = given.type === 'execute' ? withStarter(given) : given
  const problems = problemsOf(names, [...processes, ...policy.classes.keys()])
  for (const problem of problems) report(problem)
  if (problems.length > 0) return null
  const { type, source = '', destination = '' } = names
  const found = methodMeant(policy, names, report)
  if (found === null) return null
  const { method, ...rest } = found
  return { head: { type, source, destination, ...rest.names }, method }
}

// The kernel starts the initial program, which starts all others.
function withStarter(names: EventNames): EventNames {
  const { source, destination } = names
  if (source !== undefined) return names
  const isFirst = destination === initClass || destination === coreClass
  return { ...names, source: isFirst ? coreClass : initClass }
}

function problemsOf(names: EventNames, known: readonly string[]): readonly NameProblem[] {
  const { type, source, destination } = names
  const problems = [problemOfClass('source', source, type, known)]
  if (type !== 'security') problems.push(problemOfClass('destination', destination, type, known))
  else if (destination !== undefined)
    problems.push({ key: 'destination', message: 'a security event has no recipient' })
  for (const key of type === 'execute' ? endpointSelectors : []) {
    if (names[key] === undefined) continue
    problems.push({ key, message: `execute has no ${key}, only a starter and a started process` })
  }
  return problems.filter((problem) => problem !== null)
}

function problemOfClass(
  key: 'source' | 'destination',
  name: string | undefined,
  type: SecurityEventType,
  known: readonly string[],
): NameProblem | null {
  if (name === undefined) {
    const message = `this ${type} does not say its ${key}`
    return {
      key,
      message,
      hint: `write ${selectorKeys[key]}= and a class, or a process that was started`,
    }
  }
  if (known.includes(name) || name === coreClass || name === initClass) return null
  return { key, message: `there is no class or process ${name}`, hint: hintOf(name, known) }
}

function methodMeant(
  policy: PolicyClasses,
  names: EventNames,
  report: NameReport,
): FoundMethod | null {
  const { type, source = '', destination = '' } = names
  if (type === 'execute')
    return { names: { endpoint: '', interface: '', method: 'main' }, method: null }
  const server = policy.classes.get(serverRole(type) === 'source' ? source : destination)
  return server === undefined ? asWritten(names) : findMethod(server, names, report)
}
