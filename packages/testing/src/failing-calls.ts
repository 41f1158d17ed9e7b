// Calls of functions of `kos` that fail as if there were no memory, or no handle left (fault
// injection): the program gets what the function documents, and the kernel hears of nothing.
//
// They are counted by process and kind, so that each has a number: a call that failed by chance can
// be failed again without chance.

import type { ProcessHost } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import { rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import { seededRandom } from '@kos/thread'
import type { Faults } from './faults.ts'
import type { Recorder } from './interleaving.ts'
import { checkProcess } from './kills.ts'
import { wrapping } from './operating-host.ts'

/** Calls of a process that fail: one of them, or each by chance. */
export type FailedCall = FailedByNumber | FailedByChance

/** One call fails. */
export interface FailedByNumber {
  readonly process: string
  /** Counts the calls of the process from 1. */
  readonly nth: number
}

/** Each call may fail. */
export interface FailedByChance {
  readonly process: string
  /** From 0 to 1. The seed of the run decides. */
  readonly probability: number
}

type FailedKind = 'failAllocation' | 'failHandle'

/** What a function answers when it fails. The type holds it to what the function documents. */
type Answers = {
  readonly [K in keyof Kos]?: Kos[K] extends (...args: never[]) => infer R ? R : never
}

const noMemory = /* @__PURE__ */ Object.freeze({ rc: rcOutOfMemory }) as never
const noHandle = /* @__PURE__ */ Object.freeze({ rc: rcQuotaExceeded }) as never

const allocations: Answers = {
  KnVmAllocate: 0,
  KnVmCommit: rcOutOfMemory,
  KnPmmMdlCreate: noMemory,
  KnPmmMdlMap: noMemory,
  KosMemAlloc: 0,
  KosMemAllocEx: 0,
  KosMemZalloc: 0,
  KosQueueCreate: null,
  KosThreadCreate: noMemory,
}
const handles: Answers = {
  KnHandleCopy: noHandle,
  KnHandleCreateBadge: noHandle,
  KnHandleCreateUserObject: noHandle,
  KnHandleCreateUserObjectEx: noHandle,
  KnHandleConnect: noHandle,
  KnIpcCreateSyncObject: noHandle,
  KnNoticeCreate: noHandle,
  createListener: noHandle,
}
const answers: Readonly<Record<FailedKind, Answers>> = {
  failAllocation: allocations,
  failHandle: handles,
}
const nouns: Readonly<Record<FailedKind, string>> = {
  failAllocation: 'allocation',
  failHandle: 'handle',
}

/** The calls of one kind, of all processes. */
class FailingKind {
  readonly kind: FailedKind
  readonly plan: readonly FailedCall[] | null
  readonly failed: FailedByNumber[] = []
  readonly #chances: ReadonlyMap<FailedCall, () => number>
  readonly #counts: Map<string, number> = new Map()

  constructor(kind: FailedKind, plan: readonly FailedCall[] | undefined, seed: number) {
    this.kind = kind
    this.plan = plan ?? null
    // Each entry has numbers of its own: what one process does changes nothing for the others.
    const chances = (plan ?? []).map((call, index) => [call, seededRandom(seed + index)] as const)
    this.#chances = new Map(chances)
  }

  /** Counts a call. Its number if it fails, else 0. */
  count(process: string): number {
    const nth = (this.#counts.get(process) ?? 0) + 1
    this.#counts.set(process, nth)
    const isFailed = (this.plan ?? []).filter((call) => this.#fails(call, process, nth)).length > 0
    if (!isFailed) return 0
    this.failed.push({ process, nth })
    return nth
  }

  // Chance has its way with every call, also with those that fail anyway.
  #fails(call: FailedCall, process: string, nth: number): boolean {
    if (call.process !== process) return false
    if ('nth' in call) return call.nth === nth
    const bits = this.#chances.get(call)?.() ?? 0
    return (bits >>> 0) / 2 ** 32 < call.probability
  }
}

/** The failing calls of one run. */
export class FailingCalls {
  readonly #kinds: readonly FailingKind[]

  constructor(faults: Faults, seed: number) {
    const kinds = Object.keys(answers) as FailedKind[]
    this.#kinds = kinds.map((kind) => new FailingKind(kind, faults[kind], seed))
  }

  /** The calls that failed, by kind; of the kinds that have a plan. */
  get failed(): Pick<Faults, FailedKind> {
    const planned = this.#kinds.filter(({ plan }) => plan !== null)
    return Object.fromEntries(planned.map(({ kind, failed }) => [kind, [...failed]]))
  }

  /** Throws TypeError for an unknown process, RangeError for a bad number. */
  check(names: readonly string[]): void {
    for (const { kind, plan } of this.#kinds)
      for (const call of plan ?? []) checkCall(kind, call, names)
  }

  /** A host as `host`, where these calls fail; the one given if there are none. */
  hostOf(host: ProcessHost, recorder: Recorder | null): ProcessHost {
    const planned = this.#kinds.filter(({ plan }) => plan !== null && plan.length > 0)
    return planned.reduce((inner, kind) => failingHost(inner, kind, recorder), host)
  }
}

function failingHost(
  host: ProcessHost,
  failing: FailingKind,
  recorder: Recorder | null,
): ProcessHost {
  const { kind } = failing
  const failures = answers[kind]
  return wrapping(
    host,
    (name) => Object.hasOwn(failures, name),
    (name, func, sys) =>
      (...args) => {
        const nth = failing.count(sys.info.name)
        if (nth === 0) return func(...args)
        recorder?.noteHere(`${name} fails (${nouns[kind]} ${nth})`)
        return failures[name as keyof Kos]
      },
  )
}

function checkCall(kind: FailedKind, call: FailedCall, names: readonly string[]): void {
  checkProcess(kind, call.process, names)
  if ('nth' in call) {
    if (Number.isInteger(call.nth) && call.nth >= 1) return
    throw new RangeError(`${kind}: ${call.nth} is no number of a call; it counts from 1`)
  }
  if (call.probability >= 0 && call.probability <= 1) return
  throw new RangeError(`${kind}: ${call.probability} is no probability; it is from 0 to 1`)
}
