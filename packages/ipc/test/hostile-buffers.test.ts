import { runInNewContext } from 'node:vm'
import { defineInterface, string } from '@kos/idl'
import {
  rcBufferTooLarge,
  rcBufferTooSmall,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  rcSourceFault,
  rcTargetFault,
} from '@kos/retcode'
import { any, createMonitor, definePolicy, request, response } from '@kos/security'
import { beforeEach, describe, expect, test } from 'vitest'
import { byteLength, copyBytes, isBytes, noBytes } from '../src/index.ts'
import { asked, detach, Framed, resizable, sentinel, shadowed, Trap } from './hostile.ts'
import { Actor, type Frame, frame, nothingLeft, ping, pong, say, said, World } from './world.ts'

beforeEach(() => void asked.splice(0))

const asks = createMonitor(
  definePolicy(
    request(any, any, () => true),
    response(any, any, () => true),
  ),
)

describe('what is bytes', () => {
  test('genuine Uint8Arrays are, whatever they say of themselves and wherever they come from', () => {
    const genuine = [
      new Uint8Array(0),
      new Trap(1),
      shadowed(new Uint8Array(2)),
      Object.setPrototypeOf(new Uint8Array(3), null) as Uint8Array,
      new Uint8Array(new SharedArrayBuffer(4)),
      Buffer.alloc(5),
      runInNewContext('new Uint8Array(6)') as Uint8Array,
    ]
    expect(genuine.map(isBytes)).toEqual(genuine.map(() => true))
    expect(genuine.map(byteLength)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(asked).toEqual([])
  })

  test('nothing else is, and asking runs no code', () => {
    const others: unknown[] = [
      undefined,
      null,
      0,
      'text',
      {},
      [],
      () => {},
      Symbol('x'),
      1n,
      new ArrayBuffer(1),
    ]
    others.push(
      new DataView(new ArrayBuffer(1)),
      new Uint8ClampedArray(1),
      new Int8Array(1),
      new Uint16Array(1),
      { length: 3 },
    )
    others.push(
      Object.create(Uint8Array.prototype),
      { [Symbol.toStringTag]: 'Uint8Array' },
      Trap.prototype,
    )
    const trap = {
      get: () => asked.push('proxy'),
      getPrototypeOf: () => (asked.push('proxy'), Uint8Array.prototype),
    }
    others.push(new Proxy(new Uint8Array(1), trap))
    expect(others.filter(isBytes)).toEqual([])
    expect(asked).toEqual([])
  })

  test('a detached array has no bytes left', () => {
    const array = new Uint8Array(9)
    detach(array)
    expect([isBytes(array), byteLength(array)]).toEqual([true, 0])
  })
})

test('copies of every size around the limit of the loop take just what they should', () => {
  for (let size = 0; size <= 100; size++) {
    for (const more of [0, 1, 60]) {
      const source = new Framed(
        Uint8Array.from({ length: size + more }, (_, i) => i + 1),
        undefined,
        Trap,
      )
      const target = new Framed(size + more, undefined, Trap)
      copyBytes(target.array, source.array, size)
      expect(target.content(size)).toEqual(source.content(size))
      expect(target.isIntactBeyond(size)).toBe(true)
    }
  }
  expect(asked).toEqual([])
})

describe('arrays that answer for themselves', () => {
  const Texts = (form: 'code' | 'closures' | 'nothing known') =>
    defineInterface(
      'test.Texts',
      { Say: { in: { text: string(255) }, out: { text: string(255) } } },
      { form: form === 'code' ? form : 'closures' },
    )
  const shapes = [
    ['of a hostile class', (content: Uint8Array | number) => new Framed(content, undefined, Trap)],
    [
      'with members of their own',
      (content: Uint8Array | number) =>
        (({ array }) => (shadowed(array), array))(new Framed(content)),
    ],
    [
      'over shared memory',
      (content: Uint8Array | number) => new Framed(content, new SharedArrayBuffer(2048 + 128)),
    ],
  ] as const

  for (const form of ['code', 'closures', 'nothing known'] as const) {
    for (const [policy, monitor] of [
      ['is granted', undefined],
      ['is asked about', asks],
    ] as const) {
      test.each(shapes)(
        `%s are never asked anything; a message that ${policy}; ${form}`,
        async (_, shape) => {
          const texts = Texts(form)
          for (const length of [0, 1, 40, 46, 47, 48, 49, 100, 254, 255]) {
            const world = new World(monitor === undefined ? {} : { monitor })
            const peer = world.peer('Texts', form === 'nothing known' ? [] : [texts])
            const listener = world.listen(peer)
            const arrayOf = (content: Uint8Array | number): Uint8Array => {
              const made = shape(content)
              return made instanceof Framed ? made.array : made
            }
            const hostile = ({ bytes, arena, used }: Frame): Frame => ({
              bytes: arrayOf(bytes),
              arena: arrayOf(arena),
              used,
            })
            const text = 'x'.repeat(length)
            const [question, answer] = [
              frame(texts.Say.request, { text }),
              frame(texts.Say.response, { text }),
            ]
            const inside: Uint8Array[] = []
            const open = (actor: Actor): void => {
              actor.request = arrayOf(1024)
              actor.requestArena = arrayOf(1024)
              actor.response = arrayOf(1024)
              actor.responseArena = arrayOf(1024)
            }
            world.spawn(peer, async (server) => {
              open(server)
              world.say(`receive ${await server.receive(listener)}`)
              inside.push(server.request, server.requestArena)
              world.say(`reply ${server.reply(listener, 0, hostile(answer))}`)
            })
            world.spawn(world.client, async (client) => {
              open(client)
              world.say(`call ${await client.call(listener.connect(), hostile(question))}`)
              inside.push(client.response, client.responseArena)
            })
            await world.rest()
            expect(asked).toEqual([])
            expect(world.log).toEqual(['receive 0', 'reply 0', 'call 0'])
            const wanted = [question.bytes, question.arena, answer.bytes, answer.arena]
            for (const [at, bytes] of wanted.entries()) {
              const size = at % 2 === 0 ? bytes.length : length + 1
              const [got, want] = [new Uint8Array(size), new Uint8Array(size)]
              copyBytes(got, inside[at]!, size)
              copyBytes(want, bytes, size)
              expect(got).toEqual(want)
            }
          }
        },
      )
    }
  }
})

test('arenas of every size around the limit of the loop arrive whole, and nothing beside them is written', async () => {
  const world = new World()
  const opaque = world.peer('Opaque')
  const listener = world.listen(opaque)
  const sizes = Array.from({ length: 100 }, (_, size) =>
    [0, 1, 60].map((more) => [size, more] as const),
  ).flat()
  const arenas = sizes.map(
    ([size, more]) => new Framed(Uint8Array.from({ length: size + more }, (_, i) => i + 1)),
  )
  const [header, targets] = [new Framed(24), arenas.map(({ array }) => new Framed(array.length))]
  const answers = arenas.map(({ array }) => new Framed(array.length))
  world.spawn(opaque, async (server) => {
    for (const [at, [used]] of sizes.entries()) {
      server.request = header.array
      server.requestArena = targets[at]!.array
      await server.receive(listener)
      server.reply(listener, 0, { ...pong(1), arena: server.requestArena, used })
    }
  })
  world.asClient(async (client) => {
    for (const [at, [used]] of sizes.entries()) {
      client.responseArena = answers[at]!.array
      expect(
        await client.call(listener.connect(), { ...ping(1), arena: arenas[at]!.array, used }),
      ).toBe(rcOk)
    }
  })
  await world.rest()
  for (const [at, [used]] of sizes.entries()) {
    expect(answers[at]!.content(used)).toEqual(arenas[at]!.content(used))
    for (const { isIntact } of [targets[at]!, answers[at]!].map((it) => ({
      isIntact: it.isIntactBeyond(used),
    })))
      expect(isIntact).toBe(true)
  }
  expect(header.isIntactBeyond(24)).toBe(true)
  expect(listener.counts).toEqual(nothingLeft)
})

test('constant parts of every size arrive whole, and nothing beside them is written', async () => {
  const world = new World()
  const opaque = world.peer('Opaque')
  const listener = world.listen(opaque)
  const sizes = [
    16, 24, 40, 48, 56, 64, 1024, 4088, 4096, 4104, 10_000, 65_536, 70_000, 16, 24, 4096,
  ]
  for (const [at, size] of sizes.entries()) {
    const bytes = new Uint8Array(size).fill(at, 16)
    const [target, answer] = [new Framed(size + 16), new Framed(size)]
    world.spawn(opaque, async (server) => {
      server.request = target.array
      await server.receive(listener)
      server.reply(listener, 0, { bytes: server.request.slice(0, size), arena: noBytes, used: 0 })
    })
    world.asClient(async (client) => {
      client.response = answer.array
      expect(await client.call(listener.connect(), { bytes, arena: noBytes, used: 0 })).toBe(rcOk)
    })
    await world.rest()
    expect([target, answer].map((framed) => Buffer.compare(framed.content(size), bytes))).toEqual([
      0, 0,
    ])
    expect([target.isIntactBeyond(size), answer.isIntactBeyond(size)]).toEqual([true, true])
  }
})

test('a server thread that sends back the very memory it received into sends what it received', async () => {
  const world = new World()
  const opaque = world.peer('Opaque')
  const listener = world.listen(opaque)
  // One process on both sides: request, response and arenas overlap.
  const memory = new Uint8Array(400)
  memory.set(ping(5).bytes)
  for (let i = 0; i < 40; i++) memory[100 + i] = i
  world.spawn(opaque, async (server) => {
    server.request = memory.subarray(8, 200)
    server.requestArena = memory.subarray(101, 300)
    await server.receive(listener)
  })
  world.spawn(opaque, async (client) => {
    await client.call(listener.connect(), {
      bytes: memory.subarray(0, 24),
      arena: memory.subarray(100, 300),
      used: 40,
    })
  })
  await world.rest()
  expect(memory.slice(8, 32)).toEqual(ping(5).bytes)
  expect(Array.from(memory.slice(101, 141))).toEqual(Array.from({ length: 40 }, (_, i) => i))
})

describe('a request whose buffers change while it waits', () => {
  const late = async (message: Frame, change: () => void, opaque = false): Promise<number> => {
    const world = new World()
    const listener = opaque ? world.listen(world.peer('Opaque')) : world.listener
    let code = Number.NaN
    world.asClient(async (client) => void (code = await client.call(listener.connect(), message)))
    await world.rest()
    expect(listener.counts.senders).toBe(1)
    change()
    world.spawn(listener.server, async (server) => {
      if ((await server.receive(listener, 1)) === rcOk)
        server.reply(listener, 0, opaque ? pong(1) : said('fine'))
    })
    await world.rest()
    expect(listener.counts).toEqual(nothingLeft)
    return code
  }

  test('is refused if the constant part was detached', async () => {
    const message = ping(1)
    expect(await late(message, () => detach(message.bytes))).toBe(rcSourceFault)
  })

  test('is refused if the arena was detached', async () => {
    const message = say('abc')
    expect(await late(message, () => detach(message.arena))).toBe(rcSourceFault)
  })

  test('is refused if the arena shrank below what travels, not if it shrank to that', async () => {
    for (const [size, code] of [
      [3, rcSourceFault],
      [4, rcOk],
    ] as const) {
      const { memory, resize } = resizable(256, 256)
      const message = { ...say('abc'), arena: new Uint8Array(memory) }
      message.arena.set(say('abc').arena)
      expect(await late(message, () => resize(size))).toBe(code)
    }
  })

  test('is malformed if the constant part grew or shrank, and passes if it came back', async () => {
    for (const [sizes, code] of [
      [[32], rcInvalidArgument],
      [[16], rcInvalidArgument],
      [[8], rcInvalidArgument],
      [[0], rcSourceFault],
      [[64, 24], rcOk],
    ] as const) {
      const { memory, resize } = resizable(24, 64)
      const bytes = new Uint8Array(memory)
      bytes.set(say('abc').bytes)
      expect(await late({ ...say('abc'), bytes }, () => sizes.forEach(resize))).toBe(code)
    }
  })

  test('is refused if the memory below a view of fixed length is gone', async () => {
    const { memory, resize } = resizable(64, 64)
    const bytes = new Uint8Array(memory, 8, 24)
    bytes.set(ping(1).bytes)
    expect(await late({ ...ping(1), bytes }, () => resize(31), true)).toBe(rcSourceFault)
  })
})

describe('a receiver whose buffers change while it waits', () => {
  // Answers the codes of the call and of the receive; the request is a text of 3 characters.
  const receiving = async (
    target: Uint8Array,
    arena: Uint8Array,
    change: () => void,
  ): Promise<readonly number[]> => {
    const world = new World()
    const codes: number[] = []
    world.asServer(async (server) => {
      server.request = target
      server.requestArena = arena
      codes[1] = await server.receive(world.listener)
      if (codes[1] === rcOk) server.reply(world.listener, 0, said('fine'))
    })
    // The server starts in a microtask, and waits when that is over.
    await Promise.resolve().then(() => {})
    expect(world.listener.counts.receivers).toBe(1)
    change()
    world.asClient(async (client) => void (codes[0] = await client.call(world.channel, say('abc'))))
    await world.rest()
    world.outside(() => world.listener.close())
    await world.rest()
    expect(world.scheduler.counts.threads).toBe(0)
    return codes
  }
  const room = (): Uint8Array => new Uint8Array(64)

  test('gets the message into buffers that grew, and nothing but the message', async () => {
    const [constant, arena] = [resizable(8, 64), resizable(0, 64)]
    const target = new Uint8Array(constant.memory)
    const targetArena = new Uint8Array(arena.memory)
    const grow = (): void => {
      for (const { memory, resize } of [constant, arena]) {
        resize(64)
        new Uint8Array(memory).fill(sentinel)
      }
    }
    expect(await receiving(target, targetArena, grow)).toEqual([rcOk, rcOk])
    expect([...target.subarray(0, 24)]).toEqual([...say('abc').bytes])
    expect([...targetArena.subarray(0, 4)]).toEqual([97, 98, 99, 0])
    expect(
      [...target.subarray(24), ...targetArena.subarray(4)].every((byte) => byte === sentinel),
    ).toBe(true)
  })

  test('is told that its buffer is gone, and so is the client', async () => {
    const target = room()
    expect(await receiving(target, room(), () => detach(target))).toEqual([
      rcTargetFault,
      rcTargetFault,
    ])
  })

  test('keeps waiting if it merely shrank; the client is refused', async () => {
    const { memory, resize } = resizable(64, 64)
    expect(await receiving(new Uint8Array(memory), room(), () => resize(23))).toEqual([
      rcBufferTooLarge,
      rcNotConnected,
    ])
    const arena = room()
    expect(await receiving(room(), arena, () => detach(arena))).toEqual([
      rcBufferTooLarge,
      rcNotConnected,
    ])
  })
})

describe('a client whose buffers change while it waits for the response', () => {
  const answering = async (change: (client: Actor) => void): Promise<readonly number[]> => {
    const world = new World()
    let [reply, code] = [Number.NaN, Number.NaN]
    const actors: Actor[] = []
    world.asClient(async (client) => {
      actors.push(client)
      code = await client.call(world.channel, say('abc'))
    })
    world.asServer(async (server) => {
      await server.receive(world.listener)
      change(actors[0]!)
      reply = server.reply(world.listener, 0, said('fine'))
    })
    await world.rest()
    expect(world.listener.counts).toEqual(nothingLeft)
    return [reply, code]
  }

  test('is told that its buffer is gone', async () => {
    expect(await answering(({ response }) => detach(response))).toEqual([
      rcTargetFault,
      rcTargetFault,
    ])
  })

  test('is told that its arena is too small, also if it is gone', async () => {
    expect(await answering(({ responseArena }) => detach(responseArena))).toEqual([
      rcTargetFault,
      rcBufferTooSmall,
    ])
  })
})

describe('a server whose response changes', () => {
  test('may answer again after its buffer was detached', async () => {
    const world = new World()
    const lost = pong(1)
    detach(lost.bytes)
    const codes: number[] = []
    world.asServer(async (server) => {
      await server.receive(world.listener)
      codes.push(server.reply(world.listener, 0, lost), server.reply(world.listener, 0, pong(2)))
    })
    world.asClient(
      async (client) => void codes.push(await client.call(world.channel, ping(1)), client.answered),
    )
    await world.rest()
    expect(codes).toEqual([rcSourceFault, rcOk, rcOk, 2])
  })

  test('has sent what it had when it replied', async () => {
    const world = new World()
    world.asServer(async (server) => {
      await server.receive(world.listener)
      const response = pong(1)
      server.reply(world.listener, 0, response)
      response.bytes.fill(0xff)
    })
    world.asClient(async (client) =>
      world.say(`${await client.call(world.channel, ping(1))} ${client.answered}`),
    )
    await world.rest()
    expect(world.log).toEqual(['0 1'])
  })
})
