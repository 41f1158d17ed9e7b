// Rules with state: what they change is committed with the message, or not at all. Whatever refuses
// a message after the policy has granted it leaves the state as it was.

import {
  rcBufferTooLarge,
  rcBufferTooSmall,
  rcHandleRevoked,
  rcInvalidArgument,
  rcOk,
  rcSecurityDisallow,
  rcTargetFault,
} from '@kos/retcode'
import { any, createMonitor, definePolicy, request, response } from '@kos/security'
import { describe, expect, test } from 'vitest'
import { ALL, give, giveBack, none, send } from './gifts.ts'
import {
  type Actor,
  Echo,
  type Frame,
  nothingLeft,
  ping,
  PASS,
  READ,
  said,
  say,
  World,
} from './world.ts'

/** A policy that counts what it grants, and what it had to take back. */
class Ledger {
  readonly log: string[] = []
  /** Done by the rule itself, before it grants. */
  meanwhile: () => void = () => {}

  readonly policy = definePolicy(
    request(any, any, () => this.#granting('request')),
    response(any, any, () => this.#granting('response')),
  )

  #granting(what: string) {
    this.meanwhile()
    return {
      granted: true,
      commit: () => void this.log.push(`commit ${what}`),
      rollback: () => void this.log.push(`rollback ${what}`),
    }
  }
}

const worldOf = (ledger: Ledger): World => new World({ monitor: createMonitor(ledger.policy) })

test('state is committed once for a message that arrives', async () => {
  const ledger = new Ledger()
  expect(await worldOf(ledger).exchangeOnce(say('a'), said('b'))).toEqual([rcOk, rcOk])
  expect(ledger.log).toEqual(['commit request', 'commit response'])
})

describe('state is not touched', () => {
  test('by a request that the server has no room for', async () => {
    const ledger = new Ledger()
    const world = worldOf(ledger)
    world.asServer(async (server) => {
      server.request = new Uint8Array(16)
      await server.receive(world.listener)
    })
    world.asClient(async (client) => world.say(String(await client.call(world.channel, ping(1)))))
    await world.rest()
    expect(world.log).toEqual([String(rcBufferTooLarge)])
    expect(ledger.log).toEqual([])
  })

  test('by a response that the client has no room for', async () => {
    const ledger = new Ledger()
    const world = worldOf(ledger)
    world.asServer(async (server) => {
      await server.receive(world.listener)
      world.say(`reply ${server.reply(world.listener, 0, said('12345'))}`)
    })
    world.asClient(async (client) => {
      client.responseArena = new Uint8Array(5)
      world.say(`call ${await client.call(world.channel, say('x'))}`)
    })
    await world.rest()
    expect(world.log).toEqual([`reply ${rcTargetFault}`, `call ${rcBufferTooSmall}`])
    expect(ledger.log).toEqual(['commit request'])
  })

  test('by a malformed message', async () => {
    const ledger = new Ledger()
    const short: Frame = { ...ping(1), bytes: ping(1).bytes.slice(0, 16) }
    expect(await worldOf(ledger).exchangeOnce(short, said(''))).toEqual([
      rcInvalidArgument,
      Number.NaN,
    ])
    expect(ledger.log).toEqual([])
  })
})

describe('state is rolled back', () => {
  test.each([
    ['is none of the sender', rcInvalidArgument, () => 12345],
    [
      'is sent with more rights than the sender has',
      rcSecurityDisallow,
      (world: World) => {
        const handle = world.resource(world.client, 7, PASS)
        return { handle, rights: PASS | READ }
      },
    ],
    [
      'was revoked',
      rcHandleRevoked,
      (world: World) => {
        const root = world.resource(world.server, 7)
        const handle = world.server.space!.transfer(root, world.client.space!, ALL)
        world.server.space!.revoke(root)
        return handle
      },
    ],
  ] as const)('by a request whose handle %s', async (_, rc, make) => {
    const ledger = new Ledger()
    const world = worldOf(ledger)
    const seen = await send(world, give(make(world)))
    expect([seen.call, seen.got]).toEqual([rc, []])
    expect(ledger.log).toEqual(['rollback request'])
    expect(world.listener.counts).toEqual(nothingLeft)
  })

  test('by a response whose handle can not be moved, each time the server tries', async () => {
    const ledger = new Ledger()
    const world = worldOf(ledger)
    const replies: number[] = []
    world.asServer(async (server) => {
      await server.receive(world.listener)
      for (const answer of [giveBack(12345), giveBack(12345), none])
        replies.push(server.reply(world.listener, 0, answer))
    })
    world.asClient(async (client) => world.say(String(await client.call(world.channel, give(0)))))
    await world.rest()
    expect(replies).toEqual([rcInvalidArgument, rcInvalidArgument, rcOk])
    expect(ledger.log).toEqual([
      'commit request',
      'rollback response',
      'rollback response',
      'commit response',
    ])
  })
})

describe('a rule that changes the world while it decides', () => {
  const detach = (bytes: Uint8Array): void =>
    void structuredClone(bytes, { transfer: [bytes.buffer as ArrayBuffer] })

  test('has no state committed if it takes the handle away', async () => {
    const ledger = new Ledger()
    const world = worldOf(ledger)
    const gift = world.resource(world.client, 7)
    ledger.meanwhile = () => void world.client.space!.close(gift)
    const seen = await send(world, give(gift))
    expect([seen.call, seen.got]).toEqual([rcInvalidArgument, []])
    expect(ledger.log).toEqual(['rollback request'])
  })

  test('has no state committed if it takes the buffer of the receiver away', async () => {
    const ledger = new Ledger()
    const world = worldOf(ledger)
    let receiver: Actor | null = null
    ledger.meanwhile = () => {
      if (receiver !== null) detach(receiver.request)
    }
    world.asServer(async (server) => {
      receiver = server
      world.say(`receive ${await server.receive(world.listener)}`)
    })
    world.asClient(async (client) => world.say(`call ${await client.call(world.channel, ping(1))}`))
    await world.rest()
    expect(world.log.toSorted()).toEqual([`call ${rcTargetFault}`, `receive ${rcTargetFault}`])
    expect(ledger.log).toEqual(['rollback request'])
  })

  test('does not change what is delivered if it writes to the buffer of the sender', async () => {
    const ledger = new Ledger()
    const world = worldOf(ledger)
    const message = ping(7)
    ledger.meanwhile = () => void message.bytes.fill(0xff)
    let asked = 0
    world.asServer(async (server) => {
      await server.receive(world.listener)
      asked = server.asked
    })
    world.asClient(async (client) => void (await client.call(world.channel, message)))
    await world.rest()
    expect(asked).toBe(7)
  })
})

test('the policy is told of nothing that refuses later: a denial comes first', async () => {
  const denying = definePolicy(
    request(any, any, Echo.Give, () => false),
    response(any, any),
  )
  const world = new World({ monitor: createMonitor(denying) })
  const seen = await send(world, give(12345))
  expect([seen.call, world.denials.length]).toEqual([rcSecurityDisallow, 1])
})
