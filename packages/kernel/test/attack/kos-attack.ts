// Hostile processes that call what a program's `kos` leads to: every function, found by a walk, with
// good, wrong and hostile arguments, and results of calls before.

import {
  connect,
  events,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedSemaphore,
  type Kos,
  offer,
  own,
  PackOutMsg,
  program,
  type Program,
  serve,
  SMsgHdr,
} from '@kos/libkos'
import type { Kind } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import {
  type Functions,
  functions,
  makeStage,
  type Parameter,
  type Stage,
} from '../kos-functions.ts'
import { Lights, LightsGuard } from '../lights.ts'
import { wrongHeaders, wrongKinds } from '../misbehaving.ts'
import { intrinsics } from '../reachable.ts'
import { dirtyPages } from './bystander.ts'
import { alive } from './hostile-values.ts'
import type { Budget } from './raw-attack.ts'
import type { Target } from './target.ts'

/** A function, and how people call it: `memory.load8`. */
export interface Reachable {
  readonly path: string
  readonly owner: object
  readonly call: (...args: readonly unknown[]) => unknown
}

/** The functions that an object has by itself or by its prototypes, but for those of the language. */
export function functionsOf(owner: object, path: string): Reachable[] {
  const found: Reachable[] = []
  for (let at: object | null = owner; at !== null; at = Reflect.getPrototypeOf(at)) {
    if (intrinsics.has(at)) break
    for (const name of Reflect.ownKeys(at)) {
      const value: unknown = name === 'constructor' ? null : Reflect.get(at, name, owner)
      if (typeof value === 'function' && !intrinsics.has(value))
        found.push({ path: `${path}${String(name)}`, owner, call: value as Reachable['call'] })
    }
  }
  return found
}

/** Every function that `kos` leads to: its own, and those of its objects. */
export function walk(kos: Kos): Reachable[] {
  const members = Object.keys(Reflect.getPrototypeOf(kos) as object)
  return members.flatMap((name): Reachable[] => {
    const value: unknown = Reflect.get(kos, name)
    if (typeof value === 'function')
      return [{ path: name, owner: kos, call: value as Reachable['call'] }]
    return typeof value === 'object' && value !== null ? functionsOf(value, `${name}.`) : []
  })
}

const threads = 3
const maxResults = 40
/** Functions that end threads or processes: one in so many is called. */
const seldom: Readonly<Record<string, number>> = {
  KosThreadExit: 30,
  KosThreadTerminate: 6,
  KosThreadSuspend: 6,
}
const memorySeldom = 60
const kinds: readonly Kind[] = ['u32', 'i32', 'f64', 'str', 'in']

/** One hostile process, from start to end. */
export class KosAttacker {
  readonly name: string
  readonly program: Program<Kos>
  readonly #target: Target
  readonly #budget: Budget
  readonly #results: unknown[] = []
  #kos: Kos | null = null
  #isLookedAt = false

  constructor(target: Target, budget: Budget, name: string) {
    this.name = name
    this.#target = target
    this.#budget = budget
    this.program = program({ endpoints: { lights: Lights }, security: LightsGuard }, (kos) =>
      this.#begin(kos),
    )
  }

  async #begin(kos: Kos): Promise<void> {
    for (let i = 1; i < threads; i++)
      kos.KosThreadCreate(15, 0, (own: Kos) => this.#attack(own), null, 0)
    await this.#attack(kos)
  }

  // A routine that is called as something else, such as a callback, is given anything.
  async #attackWith(given: unknown): Promise<void> {
    try {
      sysOf(given as object)
    } catch {
      return
    }
    await this.#attack(given as Kos)
  }

  async #attack(kos: Kos): Promise<void> {
    this.#kos = kos
    const stage = await makeStage(kos, this.#target.random.bits(), 1).catch(() => null)
    if (stage === null) return
    const reachable = walk(kos)
    const { random } = this.#target
    while (this.#budget.take()) {
      const way = random.below(24)
      if (way === 0) this.#learn(dirtyPages(kos, random.bits(), this.#target.findings))
      else if (way < 3) await this.#callTyped(kos)
      else await this.#callAny(stage, way < 6 ? this.#ofResult() : reachable)
    }
  }

  #ofResult(): Reachable[] {
    const result = this.#target.random.of(this.#results)
    try {
      return typeof result === 'object' && result !== null ? functionsOf(result, 'result.') : []
    } catch {
      // One of its own arguments.
      return []
    }
  }

  async #callAny(stage: Stage, reachable: readonly Reachable[]): Promise<void> {
    const { random } = this.#target
    const chosen = random.of(reachable)
    if (chosen === undefined) return
    const { path, owner, call } = chosen
    // Accesses to what is not permitted end the process.
    const isAccess = path.startsWith('memory.') || /^Io(Read|Write)/.test(path)
    if (!random.oneIn(isAccess ? memorySeldom : (seldom[path] ?? 1))) return
    const args = this.#argumentsFor(path, stage)
    this.#target.trace.add(path.length)
    try {
      await this.#accept(Reflect.apply(call, owner, args))
    } catch (error) {
      this.#thrown(path, error)
    }
  }

  #argumentsFor(path: string, stage: Stage): unknown[] {
    const { random } = this.#target
    const params: readonly Parameter[] | undefined = functions[path as keyof Functions]
    if (params === undefined) return Array.from({ length: random.below(5) }, () => this.#anything())
    return params.map((param) => {
      const way = random.below(8)
      if (way < 5) return param.good(stage)
      return way === 5 ? random.of(param.wrong(stage))?.[1] : this.#anything()
    })
  }

  // Most results are waited for. Those that are not may be there when the thread calls again.
  async #accept(result: unknown): Promise<void> {
    if (!isPromise(result)) return this.#learn(result)
    if (this.#target.random.oneIn(6)) return void result.catch(() => {})
    this.#learn(await result)
  }

  #learn(result: unknown): void {
    this.#results.push(result, ...partsOf(result).slice(0, 4))
    while (this.#results.length > maxResults) this.#results.shift()
  }

  // What a function of `kos` may throw: what its arguments threw, the end of its thread, and faults:
  // of an allocator whose pages the program has protected, of registers and ports.
  #thrown(path: string, error: unknown): void {
    if (nameOfError(error) === 'ThreadTerminated') throw error
    const text = String(error)
    const isOwn = /an argument throws|looked at what a process passed/.test(text)
    const isFault = nameOfError(error) === 'MemoryFault' || /no permission to/.test(text)
    const isDocumented = !(path in functions) || (isFault && /^(KosMem|IoRead|IoWrite)/.test(path))
    if (!isOwn && !isDocumented) this.#target.findings.add(`${path} threw ${text}`)
  }

  #anything(): unknown {
    const { random } = this.#target
    const makers: readonly (() => unknown)[] = [
      () => random.of(this.#results),
      () => random.of(this.#results),
      () => random.of(this.#results),
      () => random.of(wrongKinds[random.of(kinds)])[1],
      () => random.of(wrongHeaders())[1],
      () => alive(random, () => this.#lookedAt()),
      () => random.of([0, 1, 16, 4096, 0x10000, 0xffff_ffff, -1]),
      () => random.of(['lights', 'peer', 'ns', 'H0', 'H1', 'H2', 'served', 'event', '']),
      () =>
        random.of([KosInitializedMutex, KosInitializedEvent, () => KosInitializedSemaphore(1)])(),
      () => PackOutMsg(new SMsgHdr(), new Uint8Array(random.of([16, 32, 64]))),
      () => (own: unknown) => this.#attackWith(own),
      () => () => random.of(this.#results),
    ]
    return random.of(makers)()
  }

  // Typed IPC: what programs mostly use. It may throw what it was given wrong.
  async #callTyped(kos: Kos): Promise<void> {
    const { random } = this.#target
    const name = random.of(['lights', 'peer'])
    const lamp = { lamp: this.#anything() as never }
    const lights = {
      Set: () => ({ result: this.#anything() as never }),
      Lend: () => ({ back: this.#anything() as never }),
    }
    const ways: readonly (() => unknown)[] = [
      () => connect(kos, Lights, name, 'lights').Lend(lamp),
      () => connect(kos, Lights, name, 'lights').Set({ mode: 1, name: 'abc' }),
      () => connect(kos, Lights, name, 'lights').Set({ mode: 1, name: this.#anything() as never }),
      () => offer(kos, 'peer', Lights, lights),
      () => own(kos, this.#anything() as never),
      () => events(kos, this.#anything() as never),
      () => this.#serveInThread(kos, lights),
    ]
    try {
      await this.#accept(random.of(ways)())
    } catch (error) {
      if (nameOfError(error) === 'ThreadTerminated') throw error
    }
  }

  #serveInThread(kos: Kos, lights: object): unknown {
    const routine = async (own: Kos): Promise<void> => {
      await serve(own as never, 'peer', { lights }).catch(() => {})
    }
    return kos.KosThreadCreate(15, 0, routine, null, 0)
  }

  #lookedAt(): void {
    if (this.#target.boundary.depth > 0)
      this.#target.findings.add(`code of ${this.name} ran inside the kernel`)
    if (this.#isLookedAt || this.#kos === null) return
    this.#isLookedAt = true
    const { owner, call } = this.#target.random.of(walk(this.#kos))
    try {
      const result: unknown = Reflect.apply(call, owner, [this.#anything(), this.#anything()])
      if (isPromise(result)) result.catch(() => {})
    } catch {
      // Of its own code: what it does there is its own affair.
    }
    this.#isLookedAt = false
  }
}

function nameOfError(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

// What a result is made of. It may be one of the hostile arguments: those are not looked at.
function partsOf(result: unknown): unknown[] {
  try {
    return typeof result === 'object' && result !== null ? Object.values(result) : []
  } catch {
    return []
  }
}

function isPromise(result: unknown): result is Promise<unknown> {
  try {
    return result instanceof Promise
  } catch {
    return false
  }
}
