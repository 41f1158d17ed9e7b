// Calls that make sense after another one: what two random calls in a row hardly ever are. An
// answer to a request, a revocation of what was copied with a badge, an event of what was subscribed
// to, a mapping of a buffer.

import { VMM_FLAG_READ } from '@kos/libkos'
import {
  handleContract,
  ipcContract,
  memoryContract,
  noticeContract,
  type Syscall,
  taskContract,
} from '@kos/libkos/abi'
import type { Random } from './random.ts'

/** A call that is to be made next. */
export interface NextCall {
  readonly syscall: Syscall
  readonly args: readonly unknown[]
}

/** Makes messages that fit each other. */
export interface Messages {
  readonly request: () => Uint8Array
  readonly response: () => Uint8Array
}

type FollowUp = (
  args: readonly unknown[],
  result: number,
  messages: Messages,
  random: Random,
) => NextCall

const { Call, Connect, Reply, ReplyRecv, Recv, RecvEx } = ipcContract.calls
const { Copy, RevokeSubtree } = handleContract.calls
const notice = noticeContract.calls
const memory = memoryContract.calls
const task = taskContract.calls
const room = (): Uint8Array => new Uint8Array(128)
// Made for each call: what is disturbed in one run must be whole in the next.
const nothing = (): Uint8Array => new Uint8Array(0)

const answer: FollowUp = ([handle], _result, { response }, random) =>
  random.oneIn(2)
    ? { syscall: Reply, args: [handle, 0, response(), nothing(), 0] }
    : { syscall: ReplyRecv, args: [handle, 0, response(), nothing(), 0, room(), room()] }

const call: FollowUp = (_args, handle, { request }) => ({
  syscall: Call,
  args: [handle, request(), nothing(), 0, room(), room()],
})

const followUps: ReadonlyMap<Syscall, FollowUp> = new Map<Syscall, FollowUp>([
  [Connect, call],
  [Recv, answer],
  [RecvEx, answer],
  [ReplyRecv, answer],
  [Copy, ([handle, , badge]) => ({ syscall: RevokeSubtree, args: [handle, badge] })],
  [
    notice.SubscribeToObject,
    ([receiver, object], _result, _messages, random) =>
      random.oneIn(2)
        ? { syscall: notice.SetObjectEvent, args: [object, 1] }
        : { syscall: notice.UnsubscribeFromObject, args: [receiver, object] },
  ],
  [
    memory.MdlCreate,
    ([size], handle) => ({ syscall: memory.MdlMap, args: [handle, 0, size, 0, VMM_FLAG_READ] }),
  ],
  [task.Create, (_args, entity) => ({ syscall: task.Run, args: [entity] })],
  [
    task.Run,
    ([entity], _result, _messages, random) => ({
      syscall: task.Wait,
      args: [entity, random.below(9)],
    }),
  ],
  [
    memory.Allocate,
    ([, size], address) => ({ syscall: memory.Protect, args: [address, size, VMM_FLAG_READ] }),
  ],
])

/** What may follow a call that succeeded; null if nothing does. */
export function followUpOf(
  { syscall, args }: NextCall,
  result: number,
  messages: Messages,
  random: Random,
): NextCall | null {
  const followUp = followUps.get(syscall)
  if (followUp === undefined || random.oneIn(3)) return null
  return followUp(args, result, messages, random)
}
