// Hostile processes that issue raw system calls: any call of any contract, with arguments drawn by
// kind, as any thread, also while it waits, with descriptors of their own making, and past libkos.

import { PARKED, type Syscall } from '@kos/libkos/abi'
import { isBytes } from '@kos/ipc'
import { type Kos, program, type Program } from '@kos/libkos'
import { type Sys, sysOf } from '@kos/libkos/process'
import { rcOk } from '@kos/retcode'
import { Lights, LightsGuard } from '../lights.ts'
import { dirtyPages } from './bystander.ts'
import type { Held } from './capability-record.ts'
import { followUpOf, type Messages, type NextCall } from './follow-ups.ts'
import {
  disturb,
  drawArguments,
  drawRequest,
  drawResponse,
  type Knowledge,
} from './hostile-values.ts'
import { isMade } from './plausible-values.ts'
import type { Target } from './target.ts'

/** Threads that a hostile process starts with, its main thread among them. */
const threads = 3
/** Results that a process remembers. */
const maxNumbers = 48
/** Buffers that it may change while calls wait. */
const maxBuffers = 16

type AnyCall = (...args: readonly unknown[]) => number

/** How many calls are left: shared by all processes of a run. */
export class Budget {
  left: number

  constructor(calls: number) {
    this.left = calls
  }

  take(): boolean {
    return this.left-- > 0
  }
}

/** One hostile process, from start to end. */
export class RawAttacker {
  readonly name: string
  readonly program: Program<Kos>
  readonly #target: Target
  readonly #budget: Budget
  readonly #knowledge: Knowledge
  readonly #numbers: number[] = []
  readonly #named: Map<string, number[]> = new Map()
  readonly #routines: number[] = []
  readonly #threads: Sys[] = []
  readonly #bindings: Map<Sys, Map<Syscall, AnyCall>> = new Map()
  /** Buffers of the last calls, some of which wait. */
  readonly #buffers: Uint8Array[] = []
  readonly #messages: Messages = {
    request: () => drawRequest(this.#knowledge),
    response: () => drawResponse(this.#knowledge),
  }
  #isLookedAt = false

  constructor(target: Target, budget: Budget, name: string, others: readonly string[]) {
    this.name = name
    this.#target = target
    this.#budget = budget
    const { random } = target
    this.#knowledge = {
      random,
      numbers: this.#numbers,
      named: this.#named,
      routines: this.#routines,
      own: () => this.#handlesOf(name),
      foreign: () => this.#handlesOf(random.of(others)),
      lookedAt: () => this.#lookedAt(),
    }
    this.program = program({ endpoints: { lights: Lights }, security: LightsGuard }, (kos) =>
      this.#begin(kos),
    )
  }

  async #begin(kos: Kos): Promise<void> {
    // Its main program may be run again, by a thread with entry 0.
    for (let i = this.#threads.length + 1; i < threads; i++)
      kos.KosThreadCreate(15, 0, (own: Kos) => this.#attack(own), null, 0)
    kos.ServiceLocatorConnect('lights')
    kos.ServiceLocatorConnect('peer')
    kos.ServiceLocatorRegister('peer')
    await this.#attack(kos)
  }

  async #attack(kos: Kos): Promise<void> {
    const sys = sysOf(kos)
    const { random } = this.#target
    this.#threads.push(sys)
    this.#learn('tid', sys.tid)
    while (this.#budget.take()) {
      if (random.oneIn(40)) this.#routines.push(sys.tokens.add((own: Kos) => this.#attack(own)))
      if (random.oneIn(40)) this.#dirty(kos)
      if (random.oneIn(20)) disturb(random.of(this.#buffers), random)
      await this.#step(sys)
    }
  }

  // A call, and those that follow from it.
  async #step(sys: Sys): Promise<void> {
    let next: NextCall | null = this.#next()
    while (next !== null) {
      const { syscall } = next
      const { registers } = sys
      const answer = this.#call(sys, next)
      // It goes on while it waits: each call is refused then.
      if (answer === PARKED)
        for (let i = this.#target.random.below(3); i > 0; i--) this.#call(sys, this.#next())
      const rc = answer === PARKED ? await sys.wait(PARKED) : answer
      if (rc !== rcOk) return
      for (const [name, register] of Object.entries(syscall.results))
        this.#learn(name, registers[register] ?? 0)
      next = followUpOf(next, registers[0] ?? 0, this.#messages, this.#target.random)
    }
  }

  #next(): NextCall {
    const { random, syscalls } = this.#target
    let syscall = random.of(syscalls)
    while (!isMade(syscall.name, random)) syscall = random.of(syscalls)
    const args = drawArguments(syscall, this.#knowledge)
    if (random.oneIn(50)) args.pop()
    if (random.oneIn(50)) args.push(null)
    return { syscall, args }
  }

  #call(sys: Sys, { syscall, args }: NextCall): number {
    const isOdd = this.#target.random.oneIn(12)
    for (const arg of args) if (isBytes(arg)) this.#buffers.push(arg)
    while (this.#buffers.length > maxBuffers) this.#buffers.shift()
    return isOdd ? this.#callOddly(sys, syscall, args) : this.#bind(sys, syscall)(...args)
  }

  // One binding for each call of a thread, as libkos has it.
  #bind(sys: Sys, syscall: Syscall): AnyCall {
    let calls = this.#bindings.get(sys)
    if (calls === undefined) this.#bindings.set(sys, (calls = new Map()))
    let call = calls.get(syscall)
    if (call === undefined) calls.set(syscall, (call = sys.call(syscall) as AnyCall))
    return call
  }

  // As another thread, as the process, as a thread of another process, past libkos, or with a
  // descriptor of its own making. Only what its own thread is parked in is a wait of it.
  #callOddly(sys: Sys, syscall: Syscall, args: readonly unknown[]): number {
    const { random, boundary } = this.#target
    const port = boundary.insides.get(this.name)?.port ?? null
    const { tid } = random.of([sys, random.of(this.#threads)])
    const tids = [tid, tid, 0, 1, tid + 1, random.below(64), -1, 2 ** 31, Number.NaN, '1' as never]
    const caller = random.of(tids)
    const nr = random.of([syscall.nr, syscall.nr + 1, -1, 0.5, 5000, 2 ** 32, '3' as never])
    const forged = random.oneIn(2) ? syscall : { ...syscall, blocks: false, params: [], nr }
    const call = port?.bind(caller, forged) as AnyCall | undefined
    const answer = call?.(...args) ?? rcOk
    return answer === PARKED && caller !== sys.tid ? rcOk : answer
  }

  #dirty(kos: Kos): void {
    const { findings, random } = this.#target
    const address = dirtyPages(kos, random.bits(), findings)
    if (random.oneIn(2)) kos.KnVmUnmap(address, 8192)
    else this.#learn('addr', address)
  }

  #learn(name: string, number: number): void {
    let named = this.#named.get(name)
    if (named === undefined) this.#named.set(name, (named = []))
    for (const numbers of [this.#numbers, named]) {
      numbers.push(number)
      if (numbers.length > maxNumbers) numbers.shift()
    }
  }

  #handlesOf(name: string): readonly Held[] {
    const inside = this.#target.boundary.insides.get(name)
    return inside === undefined ? [] : this.#target.model.handlesOf(inside)
  }

  // Code of this process runs because something looked at an argument. It may do so where arguments
  // are cloned, before the call: there it makes another call.
  #lookedAt(): void {
    if (this.#target.boundary.depth > 0)
      this.#target.findings.add(`code of ${this.name} ran inside the kernel`)
    const sys = this.#target.random.of(this.#threads)
    if (this.#isLookedAt || sys === undefined) return
    this.#isLookedAt = true
    this.#call(sys, this.#next())
    this.#isLookedAt = false
  }
}
