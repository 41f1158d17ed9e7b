// The policy between client and server: what it is asked, when, and what its answer does.

import { rcInvalidArgument, rcNotConnected, rcOk, rcSecurityDisallow } from '@kos/retcode'
import {
  allowAll,
  any,
  createMonitor,
  definePolicy,
  error,
  type EventHead,
  type Policy,
  request,
  response,
  type SecurityEvent,
  type SecurityMonitor,
} from '@kos/security'
import { describe, expect, test } from 'vitest'
import {
  Echo,
  type Frame,
  frame,
  nothingLeft,
  PASS,
  ping,
  READ,
  say,
  said,
  World,
  WRITE,
} from './world.ts'

/** A monitor that remembers what it was asked. */
class Asked implements SecurityMonitor {
  readonly classified: EventHead[] = []
  readonly decided: SecurityEvent[] = []
  readonly #monitor: SecurityMonitor

  constructor(policy: Policy) {
    this.#monitor = createMonitor(policy)
  }

  classify(event: EventHead) {
    this.classified.push(event)
    return this.#monitor.classify(event)
  }

  decide(event: SecurityEvent) {
    this.decided.push({ ...event, message: structuredClone(event.message) })
    return this.#monitor.decide(event)
  }
}

const passing = [response(any, any), error(any, any)] as const
const failed = frame(Echo.Say.error!, { status: 7 })

describe('a denied request', () => {
  test.each([
    ['by no rule', definePolicy(request('Other', 'Server')), 'no-rule'],
    [
      'by a condition',
      definePolicy(
        request(any, any, Echo.Ping, ({ message }) => message.value > 7),
        ...passing,
      ),
      'denied-by-rule',
    ],
    [
      'by a condition that throws',
      definePolicy(
        request(any, any, () => {
          throw new Error('no')
        }),
        ...passing,
      ),
      'monitor-failed',
    ],
  ] as const)('%s ends the call, and no server sees it', async (_, policy, reason) => {
    for (const serverFirst of [true, false]) {
      const world = new World({ monitor: createMonitor(policy) })
      if (serverFirst) world.serve()
      world.asClient(async (client) => world.say(String(await client.call(world.channel, ping(7)))))
      if (!serverFirst) world.serve()
      await world.rest()
      expect(world.log).toEqual([String(rcSecurityDisallow)])
      expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
      expect(world.denials.map(({ denial }) => denial.reason)).toEqual([reason])
    }
  })

  test('by a condition lets the next one pass', async () => {
    const monitor = createMonitor(
      definePolicy(
        request(any, any, Echo.Ping, ({ message }) => message.value > 7),
        ...passing,
      ),
    )
    const world = new World({ monitor })
    world.serve()
    world.asClient(async (client) => {
      for (const value of [7, 8, 7, 9])
        world.say(String(await client.call(world.channel, ping(value))))
    })
    await world.rest()
    expect(world.log).toEqual([rcSecurityDisallow, rcOk, rcSecurityDisallow, rcOk].map(String))
  })
})

describe('a denied response', () => {
  test.each([
    ['by no rule', definePolicy(request(any, any)), said('secret'), 'response'],
    [
      'by a condition',
      definePolicy(
        request(any, any),
        response(any, any, Echo.Say, () => false),
      ),
      said('secret'),
      'response',
    ],
    [
      'with error parameters, by no rule',
      definePolicy(request(any, any), response(any, any)),
      failed,
      'error',
    ],
    [
      'with error parameters, by a condition',
      definePolicy(
        request(any, any),
        error(any, any, Echo.Say, () => false),
      ),
      failed,
      'error',
    ],
  ] as const)(
    '%s ends the call and the reply, and the client sees nothing of it',
    async (_, policy, answer, type) => {
      const world = new World({ monitor: createMonitor(policy) })
      world.asServer(async (server) => {
        await server.receive(world.listener)
        world.say(`reply ${server.reply(world.listener, 0, answer)}`)
        world.say(`again ${server.reply(world.listener, 0, said('x'))}`)
      })
      world.asClient(async (client) => {
        world.say(`call ${await client.call(world.channel, say('x'))}`)
        expect(
          client.response.every((byte) => byte === 0) &&
            client.responseArena.every((byte) => byte === 0),
        ).toBe(true)
      })
      await world.rest()
      expect(world.log).toEqual([
        `reply ${rcSecurityDisallow}`,
        `again ${rcNotConnected}`,
        `call ${rcSecurityDisallow}`,
      ])
      expect(
        world.denials.map(({ event }) => [event.type, event.source, event.destination]),
      ).toEqual([[type, 'Server', 'Client']])
    },
  )

  test('does not deny the error response, nor the other way round', async () => {
    const onlyErrors = createMonitor(definePolicy(request(any, any), error(any, any)))
    expect(await new World({ monitor: onlyErrors }).exchangeOnce(say('x'), failed)).toEqual([
      rcOk,
      rcOk,
    ])
    const onlyResponses = createMonitor(definePolicy(request(any, any), response(any, any)))
    expect(await new World({ monitor: onlyResponses }).exchangeOnce(say('x'), said('y'))).toEqual([
      rcOk,
      rcOk,
    ])
  })
})

describe('a verdict', () => {
  test('that depends on nothing is asked for once for each class pair, method and direction', async () => {
    const monitor = new Asked(allowAll())
    const world = new World({ monitor })
    const twin = world.peer('Client')
    const stranger = world.peer('Stranger')
    world.serve()
    for (const peer of [world.client, twin, stranger, twin]) {
      const channel = world.listener.connect()
      world.spawn(peer, async (client) => {
        for (let i = 0; i < 3; i++) expect(await client.call(channel, ping(i))).toBe(rcOk)
      })
      await world.rest()
    }
    expect(monitor.decided).toEqual([])
    const names = { endpoint: 'endpoint0', interface: 'test.Echo', method: 'Ping' }
    expect(monitor.classified).toEqual([
      { type: 'request', source: 'Client', destination: 'Server', ...names },
      { type: 'response', source: 'Server', destination: 'Client', ...names },
      { type: 'request', source: 'Stranger', destination: 'Server', ...names },
      { type: 'response', source: 'Server', destination: 'Stranger', ...names },
    ])
  })

  test('on a channel follows the class of who calls, not of who called before', async () => {
    const world = new World({
      monitor: createMonitor(definePolicy(request('Client', any), response(any, any))),
    })
    const stranger = world.peer('Stranger')
    world.serve()
    for (const peer of [world.client, stranger, world.client]) {
      world.spawn(peer, async (client) =>
        world.say(String(await client.call(world.channel, ping(0)))),
      )
    }
    await world.rest()
    expect(world.log.toSorted()).toEqual([rcOk, rcSecurityDisallow, rcOk].map(String).toSorted())
  })

  test('is kept apart for servers of one class with different endpoints, and shared by those with none', async () => {
    const monitor = new Asked(allowAll())
    const world = new World({ monitor })
    const between = (endpoints: typeof world.server.endpoints) =>
      world.transfer.verdicts.between(world.client, { ...world.server, endpoints })
    expect(between([])).toBe(between([]))
    expect(between(world.server.endpoints)).toBe(between(world.server.endpoints))
    expect(between(world.server.endpoints)).not.toBe(between([...world.server.endpoints]))
  })

  test('is kept apart for classes whose names run together to the same text', () => {
    const { transfer, client, server } = new World()
    const between = (from: string, to: string) =>
      transfer.verdicts.between(
        { ...client, className: from },
        { ...server, className: to, endpoints: [] },
      )
    expect(between('A', 'B\nC')).not.toBe(between('A\nB', 'C'))
    expect(between('A', '11:B')).not.toBe(between('A1', '1:B'))
    expect(between('A', 'BC')).not.toBe(between('AB', 'C'))
  })

  test('that depends on the message is asked for each time, with the message, the names and the processes', async () => {
    const monitor = new Asked(
      definePolicy(
        request(any, any, () => true),
        response(any, any, () => true),
        error(any, any, () => true),
      ),
    )
    const world = new World({ monitor })
    const head = { endpoint: 'endpoint0', interface: 'test.Echo', method: 'Say' }
    const ask = {
      ...head,
      source: 'Client',
      destination: 'Server',
      sourceSid: world.client.sid,
      destinationSid: world.server.sid,
    }
    const answer = {
      ...head,
      source: 'Server',
      destination: 'Client',
      sourceSid: world.server.sid,
      destinationSid: world.client.sid,
    }
    for (const [text, reply] of [
      ['a', said('b')],
      ['', failed],
    ] as const) {
      expect(await world.exchangeOnce(say(text), reply)).toEqual([rcOk, rcOk])
    }
    expect(monitor.decided).toEqual([
      { ...ask, type: 'request', message: { text: 'a' } },
      { ...answer, type: 'response', message: { text: 'b' } },
      { ...ask, type: 'request', message: { text: '' } },
      { ...answer, type: 'error', message: { status: 7 } },
    ])
    expect(monitor.classified).toHaveLength(3)
  })

  test('sees the message while it decides, and listeners of denials get a copy', async () => {
    const seen: { readonly value: number }[] = []
    const told: unknown[] = []
    const world = new World({
      monitor: createMonitor(
        definePolicy(
          request(any, any, Echo.Ping, ({ message }) => {
            seen.push(message)
            return message.value !== 2
          }),
          response(any, any),
        ),
      ),
      onDenied: (event) => told.push(event.message),
    })
    world.serve()
    world.asClient(async (client) => {
      for (const value of [1, 2, 3])
        world.say(String(await client.call(world.channel, ping(value))))
    })
    await world.rest()
    expect(world.log).toEqual([rcOk, rcSecurityDisallow, rcOk].map(String))
    expect(told).toEqual([{ value: 2 }])
    expect(seen).toHaveLength(3)
    for (const message of seen) expect(() => message.value).toThrow('this message is over')
  })

  test('on a server of which nothing is known is asked without names and message', async () => {
    const monitor = new Asked(
      definePolicy(
        request(any, any, () => true),
        response(any, any),
      ),
    )
    const world = new World({ monitor })
    const opaque = world.peer('Opaque')
    const listener = world.listen(opaque)
    world.serve(listener)
    world.asClient(async (client) => {
      for (const method of [ping(1), ping(2)])
        expect(await client.call(listener.connect(), method)).toBe(rcOk)
    })
    await world.rest()
    expect(
      monitor.decided.map(({ endpoint, method, message }) => [endpoint, method, message]),
    ).toEqual([
      ['', '', undefined],
      ['', '', undefined],
    ])
    expect(monitor.classified.map(({ type }) => type)).toEqual(['request', 'response'])
  })

  test('is never asked for on a malformed message', async () => {
    const monitor = new Asked(definePolicy(request(any, any, () => true)))
    const world = new World({ monitor })
    world.serve()
    world.asClient(async (client) =>
      world.say(String(await client.call(world.channel, ping(1, 5)))),
    )
    await world.rest()
    expect(world.log).toEqual([String(rcInvalidArgument)])
    expect([monitor.classified, monitor.decided]).toEqual([[], []])
  })
})

describe('what the policy decided about is what is delivered', () => {
  // A message whose every byte the rule turns over while it decides.
  const changing = (used: { message: Frame | null }) => () => {
    used.message?.bytes.fill(0xff)
    used.message?.arena.fill(0xff)
    return true
  }
  const kinds = { shared: SharedArrayBuffer, ordinary: ArrayBuffer }
  const madeOf = (kind: 'shared' | 'ordinary', { bytes, arena, used }: Frame): Frame => {
    const over = (content: Uint8Array): Uint8Array => {
      const copy = new Uint8Array(new kinds[kind](content.length))
      copy.set(content)
      return copy
    }
    return { bytes: over(bytes), arena: over(arena), used }
  }

  const cases = [1, 40, 47, 48, 49, 200, 255].flatMap((length) => [
    [length, 'shared'] as const,
    [length, 'ordinary'] as const,
  ])
  test.each(cases)('a text of %i characters in %s memory, both ways', async (length, kind) => {
    const text = 'q'.repeat(length)
    const used: { message: Frame | null } = { message: null }
    const world = new World({
      monitor: createMonitor(
        definePolicy(request(any, any, changing(used)), response(any, any, changing(used))),
      ),
    })
    const read = (bytes: Uint8Array, arena: Uint8Array): unknown =>
      Echo.Say.request.decode(new DataView(bytes.buffer), arena, world.transfer.ids)
    world.asServer(async (server) => {
      await server.receive(world.listener)
      expect(read(server.request, server.requestArena)).toEqual({ text })
      used.message = madeOf(kind, said(text))
      expect(server.reply(world.listener, 0, used.message)).toBe(rcOk)
    })
    world.asClient(async (client) => {
      used.message = madeOf(kind, say(text))
      expect(await client.call(world.channel, used.message)).toBe(rcOk)
      expect(read(client.response, client.responseArena)).toEqual({ text })
      world.say('done')
    })
    await world.rest()
    expect(world.log).toEqual(['done'])
  })

  test('handles appear as ids of resources, with the rights that will arrive', async () => {
    const seen: Record<string, unknown[]> = { request: [], response: [] }
    const look = ({ event, message }: { event: SecurityEvent; message: unknown }): boolean => {
      seen[event.type]?.push(structuredClone(message))
      return true
    }
    const world = new World({
      monitor: createMonitor(definePolicy(request(any, any, look), response(any, any, look))),
    })
    const [one, two] = [world.resource(world.client, 1), world.resource(world.client, 2)]
    const idOf = (context: number): number => {
      const node = world.client.space!.check(context === 1 ? one : two, 0)
      return world.transfer.ids.of(world.table.objectOf(node))
    }
    const give = (gift: Parameters<typeof Echo.Give.request.encode>[0]['gift']): Frame =>
      frame(Echo.Give.request, { gift })
    const lying = give({ handle: one, rights: READ })
    lying.bytes[28] = 1
    const messages = [give({ handle: one, rights: READ }), give(two), give(one), lying, give(0)]
    world.asServer(async (server) => {
      for (const [at] of messages.entries()) {
        expect(await server.receive(world.listener)).toBe(rcOk)
        const gift = new DataView(server.request.buffer).getUint32(16, true)
        // The first goes back to where it came from, claimed with fewer rights than it has.
        const back = frame(Echo.Give.response, { gift: at === 0 ? { handle: gift, rights: 0 } : 0 })
        expect(server.reply(world.listener, 0, back)).toBe(rcOk)
      }
    })
    world.asClient(async (client) => {
      for (const message of messages) expect(await client.call(world.channel, message)).toBe(rcOk)
    })
    await world.rest()
    const gift = (handle: number, rights: number, dereferenced = false) => ({
      gift: { handle, rights, badge: undefined, dereferenced },
    })
    const all = PASS | READ | WRITE
    expect(seen['request']).toEqual([
      gift(idOf(1), READ),
      gift(idOf(2), all),
      gift(idOf(1), all),
      gift(idOf(1), READ),
      gift(0, 0),
    ])
    expect(seen['response']).toEqual([
      gift(idOf(1), READ, true),
      gift(0, 0),
      gift(0, 0),
      gift(0, 0),
      gift(0, 0),
    ])
    expect(idOf(1)).not.toBe(idOf(2))
    expect([one, two]).not.toContain(idOf(1))
    expect(
      new Set([idOf(1), idOf(2), world.transfer.ids.next(), world.transfer.ids.next()]).size,
    ).toBe(4)
  })
})
