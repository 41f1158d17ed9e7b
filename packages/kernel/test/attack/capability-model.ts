// A reference model of capabilities, fed by what passes the boundary. It knows of every handle how
// its process came by it: it made the object, copied a handle, or received one from a process that
// held one. It finds handles that came in no such way, rights that rose, and calls that succeeded
// with a handle that was not given, was revoked, or lacks a right.
//
// Only two things are asked of the kernel: which object a number leads to in a space, and which
// handle of the sender a transferred one descends from. Both answers are held against the record
// (`capability-record.ts`).

import type { KernelObject } from '@kos/handles'
import { byteLength, copyBytes, isBytes } from '@kos/ipc'
import {
  descriptorFlags,
  descriptorHandle,
  handleFlagDereferenced,
  handlePosition,
  headerFault,
  messageHandleCount,
  messageUnit,
} from '@kos/idl'
import { OCAP_HANDLE_TRANSFER } from '@kos/libkos'
import {
  cmContract,
  handleContract,
  ioContract,
  ipcContract,
  statisticsContract,
  type Syscall,
} from '@kos/libkos/abi'
import { rcHandleRevoked, rcOk } from '@kos/retcode'
import type { KernelCore, Task } from '../../src/index.ts'
import { type BoundaryListener, type Call, type Inside, nameOf } from './boundary.ts'
import { type Held, Holder } from './capability-record.ts'
import type { Findings } from './findings.ts'
import { areOfTheirKinds, isEnough, rightsOfNew } from './requirements.ts'

const { calls: ipcCalls } = ipcContract
const { calls: cmCalls } = cmContract
const { calls: handleCalls } = handleContract
const { calls: statisticsCalls } = statisticsContract

/** Calls that close the handle which they are given. */
const closing: ReadonlySet<Syscall> = new Set<Syscall>([
  handleCalls.Close,
  ioContract.calls.Close,
  statisticsCalls.CloseTask,
  statisticsCalls.CloseTaskList,
])

/** Calls that answer the handle of before if it is asked for again. */
const answersAgain: ReadonlySet<Syscall> = new Set<Syscall>([
  ipcCalls.Connect,
  ipcCalls.Register,
  cmCalls.Accept,
  cmCalls.Connect,
])

/** The model of all processes of one kernel. */
export class CapabilityModel implements BoundaryListener {
  readonly #core: () => KernelCore
  readonly #findings: Findings
  readonly #holders: Map<Inside, Holder> = new Map()
  readonly #bySid: Map<number, Inside> = new Map()
  readonly #known: WeakSet<KernelObject> = new WeakSet()
  /** Why a call must not succeed. */
  readonly #objections: WeakMap<Call, string> = new WeakMap()

  constructor(core: () => KernelCore, findings: Findings) {
    this.#core = core
    this.#findings = findings
  }

  /** The handles of a process, as the record has them. */
  handlesOf(inside: Inside): readonly Held[] {
    return [...(this.#holders.get(inside)?.held.values() ?? [])]
  }

  started(inside: Inside): void {
    const task = this.#core().tasks.byName(inside.name) as Task
    this.#holders.set(inside, new Holder(task))
    this.#bySid.set(task.sid, inside)
  }

  /** A process ended. */
  ended(task: Task): void {
    const inside = this.#bySid.get(task.sid)
    if (inside === undefined) return
    this.#holders.get(inside)?.end()
    this.#holders.delete(inside)
    this.#bySid.delete(task.sid)
  }

  called(call: Call): void {
    const objection = this.#objectionTo(call)
    if (objection !== null) this.#objections.set(call, objection)
  }

  answered(call: Call, rc: number): void {
    const { syscall, inside } = call
    const holder = this.#holders.get(inside)
    if (rc !== rcOk || syscall === undefined || holder === undefined) return
    const objection = this.#objections.get(call)
    // What was given meanwhile may be used by a call that was put off.
    if (objection !== undefined && this.#objectionTo(call) !== null)
      this.#findings.add(`${nameOf(call)} succeeded, though ${objection}`)
    this.#apply(call, syscall, holder)
  }

  /** A request was delivered, or a response from `from` to `to`: processes by their ids. */
  delivered(from: number, to: number): void {
    const receiver = this.#bySid.get(to)
    const sender = this.#holders.get(this.#bySid.get(from) as Inside)
    const holder = receiver === undefined ? undefined : this.#holders.get(receiver)
    if (receiver === undefined || sender === undefined || holder === undefined) return
    for (const call of [...receiver.parked.values(), ...receiver.current]) {
      const bytes = messageOf(call)
      if (bytes !== null) this.#received(bytes, sender, holder)
    }
  }

  /** Compares the record with what numbers lead to in each space. */
  audit(): void {
    const numbers = new Set([...this.#holders.values()].flatMap(({ held }) => [...held.keys()]))
    for (const holder of this.#holders.values()) {
      for (const held of holder.held.values()) this.#auditHeld(holder, held)
      for (const number of numbers)
        if (!holder.held.has(number) && holder.task.space.check(number, 0) > 0)
          this.#findings.add(`${holder.task.name} can use ${number}, which it was not given`)
      const { used } = holder.task.space
      const { size } = holder.held
      if (used < size || used > size + holder.closedBadges)
        this.#findings.add(`${holder.task.name} is charged ${used} handles and was given ${size}`)
    }
  }

  #auditHeld({ task }: Holder, { handle, state, object, rights }: Held): void {
    const { handles } = this.#core()
    const node = task.space.check(handle, 0)
    const name = `${task.name}'s handle ${handle}`
    if (node < 0) {
      if (state === 'live' || node !== rcHandleRevoked)
        this.#findings.add(`${name} answers ${node} and is ${state}`)
      return
    }
    if (state === 'revoked') this.#findings.add(`${name} was revoked and is not`)
    if (handles.objectOf(node) !== object) this.#findings.add(`${name} leads to another object`)
    if (handles.rightsOf(node) !== rights)
      this.#findings.add(`${name} has rights ${handles.rightsOf(node)}, given were ${rights}`)
  }

  #objectionTo({ syscall, inside, args }: Call): string | null {
    const holder = this.#holders.get(inside)
    if (syscall === undefined || holder === undefined) return null
    if (!areOfTheirKinds(syscall, args)) return 'an argument is of another kind'
    for (const [index, [param, kind]] of syscall.params.entries()) {
      const handle = args[index] as number
      if (kind !== 'handle' || handle === 0) continue
      const held = holder.held.get(handle)
      if (held === undefined) return `${param} was not given`
      if (held.state === 'revoked' && syscall !== handleCalls.Close) return `${param} was revoked`
      if (!isEnough(syscall, param, held.rights, args)) return `${param} has no right to it`
    }
    return null
  }

  #apply(call: Call, syscall: Syscall, holder: Holder): void {
    const handle = Number(call.args[0])
    if (closing.has(syscall)) return holder.close(handle)
    if (syscall === handleCalls.RevokeSubtree) return holder.held.get(handle)?.spread('unsure')
    if (syscall === handleCalls.Revoke) {
      holder.held.get(handle)?.spread('revoked')
      return holder.close(handle)
    }
    for (const [name, register] of Object.entries(syscall.results)) {
      const value = call.inside.port.registers(call.tid)[register]
      // INVALID_HANDLE stands for none.
      if (/handle$|^notice$|^outRid$/i.test(name) && value !== 0)
        this.#made(call, syscall, holder, Number(value))
    }
    if (syscall === cmCalls.Accept) this.#accepted(call)
  }

  // The process of the call got a handle as its result.
  #made(call: Call, syscall: Syscall, holder: Holder, handle: number): void {
    if (holder.held.has(handle)) {
      if (!answersAgain.has(syscall)) this.#findings.add(`${nameOf(call)} issued ${handle} twice`)
      return
    }
    const found = this.#find(holder, handle)
    if (found === null) {
      // Another thread of the client may have closed it before this one went on.
      if (syscall !== cmCalls.Connect) this.#findings.add(`${nameOf(call)} answered ${handle}`)
      return
    }
    if (syscall === handleCalls.Copy) return this.#copied(call, holder, handle, found)
    const { object, rights } = found
    if (this.#known.has(object)) this.#findings.add(`${nameOf(call)} gave what was there before`)
    const expected = rightsOfNew(syscall, call.args)
    if (expected !== undefined && rights !== expected)
      this.#findings.add(`${nameOf(call)} gave the rights ${rights}, not ${expected}`)
    this.#known.add(object)
    holder.give(handle, object, rights, null)
  }

  #copied(call: Call, holder: Holder, handle: number, { object, rights }: Found): void {
    const source = holder.held.get(Number(call.args[0]))
    const mask = Number(call.args[1])
    if (source?.object !== object) this.#findings.add(`${nameOf(call)} copied another object`)
    if ((rights & ~(source?.rights ?? 0)) !== 0 || (rights & ~mask) !== 0)
      this.#findings.add(`${nameOf(call)} raised the rights to ${rights}`)
    holder.give(handle, object, rights, source ?? null)
  }

  // A client that waits for a channel has its handle from now on: it hears of it when it goes on.
  #accepted({ args }: Call): void {
    for (const [inside, holder] of this.#holders) {
      if (inside.name !== args[0]) continue
      for (const call of inside.parked.values()) {
        const handle = inside.port.registers(call.tid)[cmCalls.Connect.results.handle]
        const isNew = call.syscall === cmCalls.Connect && call.args[1] === args[1]
        if (isNew && handle !== undefined && handle > 0 && !holder.held.has(handle))
          if (this.#find(holder, handle) !== null) this.#made(call, cmCalls.Connect, holder, handle)
      }
    }
  }

  #received(bytes: Uint8Array, sender: Holder, holder: Holder): void {
    for (let i = 0; i < messageHandleCount(bytes); i++) {
      const at = handlePosition(bytes, i)
      const handle = descriptorHandle(bytes, at)
      if (handle === 0 || holder.held.has(handle)) continue
      const found = this.#find(holder, handle)
      if (found === null) continue
      const name = `${holder.task.name} received ${handle} from ${sender.task.name}`
      if ((descriptorFlags(bytes, at) & handleFlagDereferenced) !== 0)
        this.#findings.add(`${name}: dereferenced, and not its own`)
      this.#transferred(name, handle, found, sender, holder)
    }
  }

  #transferred(name: string, handle: number, found: Found, from: Holder, to: Holder): void {
    const { handles } = this.#core()
    const above = handles.dereference(found.node, from.task.space)
    const source = above === 0 ? undefined : from.held.get(handles.handleOf(above))
    if (source === undefined || source.state === 'revoked')
      this.#findings.add(`${name}, who does not hold it`)
    else if (source.object !== found.object) this.#findings.add(`${name}, who holds another object`)
    else if ((found.rights & ~source.rights) !== 0)
      this.#findings.add(`${name} with rights ${found.rights}, more than ${source.rights}`)
    else if ((source.rights & OCAP_HANDLE_TRANSFER) === 0)
      this.#findings.add(`${name}, who may not transfer it`)
    to.give(handle, found.object, found.rights, source ?? null)
  }

  #find({ task }: Holder, handle: number): Found | null {
    const { handles } = this.#core()
    const node = task.space.check(handle, 0)
    if (node < 0) return null
    return { node, object: handles.objectOf(node), rights: handles.rightsOf(node) }
  }
}

interface Found {
  readonly node: number
  readonly object: KernelObject
  readonly rights: number
}

// Where a call receives a message, by its parameters: `request` or `response`.
const messageParams: ReadonlyMap<Syscall, number> = new Map(
  Object.values<Syscall>(ipcCalls)
    .map(
      (syscall) =>
        [
          syscall,
          syscall.params.findIndex(
            ([name, kind]) => kind === 'out' && /^(request|response)$/.test(name),
          ),
        ] as const,
    )
    .filter(([, index]) => index >= 0),
)

// A copy of the message that a call has received, or will: null for another call, and as long as
// there is none.
function messageOf({ syscall, args }: Call): Uint8Array | null {
  const index = syscall === undefined ? undefined : messageParams.get(syscall)
  const given = index === undefined ? null : args[index]
  if (!isBytes(given)) return null
  const size = Math.min(byteLength(given), 4096) & -messageUnit
  const bytes = new Uint8Array(size)
  copyBytes(bytes, given, size)
  return headerFault(bytes, size) === null ? bytes : null
}
