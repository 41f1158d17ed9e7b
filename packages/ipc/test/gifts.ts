// Messages that carry handles, and what arrives of them.

import {
  descriptorBadge,
  descriptorFlags,
  descriptorHandle,
  descriptorRights,
  handleFlagDereferenced,
  type HandleLike,
} from '@kos/idl'
import { rcOk } from '@kos/retcode'
import type { IpcProcess } from '../src/index.ts'
import { Echo, type Frame, frame, PASS, READ, type World, WRITE } from './world.ts'

export const ALL = PASS | READ | WRITE
export const none = frame(Echo.Give.response, { gift: 0 })
export const give = (gift: HandleLike): Frame => frame(Echo.Give.request, { gift })
export const giveBack = (gift: HandleLike): Frame => frame(Echo.Give.response, { gift })
export const seven = (handles: readonly HandleLike[]): Frame => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = handles
  return frame(Echo.Seven.request, { a, b, c, d, e, f, g })
}

export interface Arrived {
  readonly handle: number
  readonly rights: number
  readonly context: number
  readonly dereferenced: boolean
}

export function arrived(bytes: Uint8Array, index = 0): Arrived {
  const at = 16 + 16 * index
  const dereferenced = descriptorFlags(bytes, at) === handleFlagDereferenced
  return {
    handle: descriptorHandle(bytes, at),
    rights: descriptorRights(bytes, at),
    context: descriptorBadge(bytes, at),
    dereferenced,
  }
}

/** Sends one request, answered by `answer`, and tells both codes and what the server got. */
export async function send(
  world: World,
  message: Frame,
  answer: Frame | ((got: Arrived) => Frame) = none,
) {
  const seen = {
    call: Number.NaN,
    reply: Number.NaN,
    got: [] as Arrived[],
    back: arrived(new Uint8Array(64)),
  }
  const server = world.asServer(async (server) => {
    if ((await server.receive(world.listener)) !== rcOk) return
    const count = server.request[6] as number
    for (let i = 0; i < count; i++) seen.got.push(arrived(server.request, i))
    seen.reply = server.reply(
      world.listener,
      0,
      typeof answer === 'function' ? answer(seen.got[0]!) : answer,
    )
  })
  const client = world.asClient(async (client) => {
    seen.call = await client.call(world.channel, message)
    seen.back = arrived(client.response)
  })
  await world.rest()
  world.outside(() => {
    for (const { thread } of [server, client]) world.scheduler.terminate(thread, 0)
  })
  await world.rest()
  return seen
}

export const rightsOf = (world: World, { space }: IpcProcess, handle: number): number =>
  world.table.rightsOf(space!.check(handle, 0))
