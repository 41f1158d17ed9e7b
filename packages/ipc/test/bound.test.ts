// Channels to one endpoint only: what callable handles lead to.

import { rcInvalidArgument, rcOk } from '@kos/retcode'
import {
  createMonitor,
  definePolicy,
  type EventHead,
  request,
  response,
  type SecurityMonitor,
} from '@kos/security'
import { expect, test } from 'vitest'
import { Channel, Listener } from '../src/index.ts'
import { Echo, type Frame, nothingLeft, ping, World } from './world.ts'

/**
 * Codes of these calls, one after the other, with a server of three equal endpoints; and the world
 * afterwards.
 */
async function codesOf(world: World, riid: number, frames: readonly Frame[]): Promise<number[]> {
  const server = world.peer('Server', [Echo, Echo, Echo])
  const listener = new Listener(world.transfer, server, 'three')
  const channel = new Channel(listener, 'bound', riid)
  const codes: number[] = []
  world.spawn(server, async (self) => {
    while ((await self.receive(listener)) === rcOk) {
      const answer = new Uint8Array(self.request.slice(0, Echo.Ping.response.size))
      self.reply(listener, 0, { bytes: answer, arena: new Uint8Array(0), used: 0 })
    }
  })
  world.asClient(async (client) => {
    for (const frame of frames) codes.push(await client.call(channel, frame))
    listener.close()
  })
  await world.rest()
  expect(listener.counts).toEqual(nothingLeft)
  return codes
}

test('only requests for their endpoint pass, and all others are refused as malformed', async () => {
  const world = new World()
  const riids = [1, 0, 2, 3, 0xffff, 1]
  expect(
    await codesOf(
      world,
      1,
      riids.map((riid) => ping(5, riid)),
    ),
  ).toEqual(riids.map((riid) => (riid === 1 ? rcOk : rcInvalidArgument)))
  expect(world.denials.map(({ denial }) => denial.message)).toHaveLength(4)
  expect(world.denials[0]?.denial.message).toContain('the handle is bound to endpoint 1, not 0')
})

test('methods that the endpoint has not are refused as anywhere', async () => {
  const world = new World()
  const unknown = ping(5, 1)
  new DataView(unknown.bytes.buffer).setUint16(4, 77, true)
  const codes = await codesOf(world, 1, [unknown, ping(5, 1)])
  expect([codes[1], world.denials.length]).toEqual([rcOk, codes[0] === rcOk ? 0 : 1])
  expect(codes[0]).toBe(rcInvalidArgument)
})

test('the policy is asked as for any other request between the two classes, and once for all of them', async () => {
  const monitor = createMonitor(
    definePolicy(request('Client', 'Server'), response('Server', 'Client')),
  )
  const heads: EventHead[] = []
  const asked: SecurityMonitor = {
    classify: (head) => {
      heads.push(head)
      return monitor.classify(head)
    },
    decide: (event) => monitor.decide(event),
  }
  const world = new World({ monitor: asked })
  const server = world.peer('Server', [Echo, Echo])
  const listener = new Listener(world.transfer, server, 'two')
  const channels = [
    listener.connect(),
    new Channel(listener, 'a', 1),
    new Channel(listener, 'b', 1),
  ]
  world.serve(listener)
  const codes: number[] = []
  world.asClient(async (client) => {
    for (const channel of channels) codes.push(await client.call(channel, ping(1, 1)))
    listener.close()
  })
  await world.rest()
  // The server answers for endpoint 0, which is not what was asked.
  expect(codes).toEqual([rcInvalidArgument, rcInvalidArgument, rcInvalidArgument])
  expect(heads.map(({ type, endpoint, method }) => [type, endpoint, method])).toEqual([
    ['request', 'endpoint1', 'Ping'],
  ])
})

test('a request of nothing but a header is for the endpoint that it names', async () => {
  const world = new World()
  const header = { ...ping(5, 2), bytes: ping(5, 2).bytes.slice(0, 16) }
  const short = { ...header, bytes: header.bytes.slice(0, 15) }
  expect(await codesOf(world, 1, [header, short])).toEqual([rcInvalidArgument, rcInvalidArgument])
  expect(world.denials.map(({ denial }) => denial.message)).toEqual([
    expect.stringContaining('the handle is bound to endpoint 1, not 2'),
    expect.stringContaining('the constant part is shorter than its header'),
  ])
  expect(world.denials.map(({ event }) => event.interface)).toEqual(['', ''])
})

test('the first endpoint is one like the others', async () => {
  const world = new World()
  expect(await codesOf(world, 0, [ping(5, 1), ping(5, 0)])).toEqual([rcInvalidArgument, rcOk])
})
