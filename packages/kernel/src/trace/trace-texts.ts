// What a trace says in words: the names of what threads wait at, the arguments of system calls, of
// denials and of ends.

import { byteLength, isBytes } from '@kos/ipc'
import { ipcContract, type Syscall, syncContract } from '@kos/libkos/abi'
import type { EventHead } from '@kos/security'
import { ownersOf, Thread, WaitKind, waitKindName } from '@kos/thread'
import type { Exit } from '../task.ts'

/** UTF-16 units of a text of a program that are written. */
const maxTextLength = 256

/** Whether slices and flows show a system call already. */
export function isShown(syscall: Syscall): boolean {
  const { Call, CallEx, CallBounded, Recv, RecvEx, Reply, ReplyRecv } = ipcContract.calls
  const { Park, SwitchPoint, GetPriority } = syncContract.calls
  const messages: readonly Syscall[] = [Call, CallEx, CallBounded, Recv, RecvEx, Reply, ReplyRecv]
  const waits: readonly Syscall[] = [Park, SwitchPoint, GetPriority]
  return messages.includes(syscall) || waits.includes(syscall)
}

/** The name of a system call: `Handle.Close`. */
export function callName({ endpoint, name }: Syscall): string {
  return endpoint === '' ? name : `${endpoint.slice(endpoint.indexOf('.') + 1)}.${name}`
}

/** The arguments of a system call by name. Of buffers there is the size. */
export function callArgs({ params }: Syscall, args: readonly unknown[]): object {
  return Object.fromEntries(params.map(([name], index) => [name, valueText(args[index])]))
}

function valueText(value: unknown): unknown {
  if (typeof value === 'string') return shortened(value)
  return isBytes(value) ? `${byteLength(value)} bytes` : value
}

function shortened(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}...`
}

/** What a thread waits for: `waits: mutex door`. */
export function waitName({ waitKind, waitObject }: Thread): string {
  const kind = `waits: ${waitKindName(waitKind)}`
  if (typeof waitObject !== 'object' || waitObject === null || !('name' in waitObject)) return kind
  const name = shortened(String(waitObject.name))
  return name === '' ? kind : `${kind} ${name}`
}

/**
 * The threads that must act before a thread goes on that waits at a lock: as arguments. Null if
 * none are known, or the name says it.
 */
export function ownerArgs({ waitKind, waitOwner }: Thread): object | null {
  if (waitOwner === null || waitKind === WaitKind.join) return null
  const names = ownersOf(waitOwner).flatMap((owner) => (owner instanceof Thread ? owner.name : []))
  return names.length === 0 ? null : { owners: names.join(', ') }
}

/** The name of a message: `demo.Scale.Weigh`; empty names of those of servers without endpoints. */
export function messageText({ interface: type, method }: EventHead): string {
  return type === '' ? 'request' : `${type}.${method}`
}

/** A security event as arguments. */
export function eventArgs(head: EventHead): object {
  const { type, source, destination, endpoint, method } = head
  return { type, source, destination, endpoint, method }
}

/** What the end of a process is called, and its arguments. */
export function exitText(exit: Exit): readonly [name: string, args: object] {
  if ('code' in exit) return ['ends', { code: exit.code }]
  if ('killed' in exit) return ['is killed', { killed: shortened(exit.killed) }]
  return ['crashes', { crash: shortened(exit.crash) }]
}
