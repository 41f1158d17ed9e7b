// What is no bundle, no memory or no id gets a code.

import {
  connect,
  defineInterface,
  type Handle,
  handleOf,
  nk_handle_desc,
  PAGE_SIZE,
  program,
  rcInvalidArgument,
  rcNoCapability,
  rcOk,
  rcResourceNotFound,
  serve,
  uint32,
  unwrap,
  VMM_FLAG_READ,
} from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import { MessageBusBundle, MessageBusBundles, openBundle } from '../src/process.ts'
import { BundleWorld, encode, OwnMemory } from './bundle-world.ts'
import { busName } from './bus-world.ts'

describe('what is refused', () => {
  test('is told with a code, and changes nothing', async () => {
    await using world = new BundleWorld()
    world.client('P')
    await world.act('P', async ({ bundles }, kos) => {
      using memory = new OwnMemory(kos, 2 * PAGE_SIZE)
      const { handle: mdl } = memory
      const refused = async (topic: string, data: Parameters<typeof bundles.Put>[1]) => {
        const { rc } = await bundles.Put(topic, data)
        return rc
      }
      for (const length of [0, -1, 0.5, NaN, Infinity, 4096, 2 * PAGE_SIZE + 1, 2 ** 52])
        expect([length, await refused('a', { handle: mdl, length })]).toEqual([
          length,
          length === 2 ** 52 ? expect.any(Number) : rcInvalidArgument,
        ])
      expect(await refused('', { handle: mdl, length: 8192 })).toBe(rcInvalidArgument)
      expect(await refused('a'.repeat(256), { handle: mdl, length: 8192 })).toBe(rcInvalidArgument)
      expect(await refused('a', new Uint8Array(0))).toBe(rcInvalidArgument)
      for (const none of [0, -1, 12_345, 2 ** 31])
        expect(await refused('a', { handle: none as Handle, length: 1 })).toBeLessThan(0)
      const executed = unwrap(kos.KnHandleCreateUserObject(0x1_0000, 0x1_0007, null)).handle
      expect(await refused('a', { handle: executed, length: 1 })).toBeLessThan(0)
      kos.KnHandleClose(executed)
      for (const id of [0n, 1n, 2n ** 64n - 1n])
        expect(await bundles.Open('a', id)).toEqual({ rc: rcResourceNotFound })
      for (const id of [-1n, 2n ** 64n, 1 as never, 'x' as never])
        expect(await bundles.Open('a', id)).toEqual({ rc: rcInvalidArgument })
      expect(await openBundle(kos, mdl)).toEqual({ rc: expect.any(Number) })
      expect((await openBundle(kos, 999 as Handle)).rc).toBeLessThan(0)
      // Each call that could not be made was reported, too.
      expect(world.misuses.splice(0)).toHaveLength(6)
      // Nothing of that counts.
      expect(await refused('a', { handle: mdl, length: 4097 })).toBe(rcOk)
    })
  })

  test('raw requests with handles of any kind and rights get codes', async () => {
    await using world = new BundleWorld()
    world.client('P')
    await world
      .act('P', async ({ bundles }, kos) => {
        const raw = connect(kos, MessageBusBundles, busName, 'bundles')
        using memory = new OwnMemory(kos)
        using bundle = unwrap(await bundles.Put('a', encode('text'))).bundle
        const code = async (memoryHandle: { handle: number; rights?: number }, length: bigint) => {
          const answer = await raw.Put({ topic: 'a', memory: memoryHandle, length })
          return answer.error?.rc ?? answer.rc
        }
        const { handle: mdl } = memory
        expect(await code({ handle: mdl, rights: 0x1 }, 1n)).toBe(rcNoCapability)
        expect(await code({ handle: mdl, rights: 0x1_0000 }, 1n)).toBe(rcNoCapability)
        expect(await code({ handle: bundle.handle }, 1n)).toBeLessThan(0)
        expect(await code({ handle: 0 }, 1n)).toBeLessThan(0)
        expect(await code({ handle: mdl }, 0n)).toBe(rcInvalidArgument)
        expect(await code({ handle: mdl }, 2n ** 64n - 1n)).toBeLessThan(0)
        expect(kos.KnHandleRevoke(mdl)).toBe(rcOk)
        expect(await code({ handle: mdl }, 1n)).toBeLessThan(0)
        // A handle of a bundle leads to no other bundle, and has no other methods.
        const other = connect(kos, MessageBusBundles, busName, 'bundles')
        const opened = await other.Open({ topic: 'a', id: bundle.id })
        if (opened.rc !== rcOk) throw new Error('it is not opened')
        kos.KnHandleClose(opened.memory.handle)
        expect((await opened.bundle.Open()).rc).toBe(rcOk)
        expect(opened.bundle).not.toHaveProperty('Put')
        expect(MessageBusBundle.$methods.map(({ name }) => name)).toEqual(['Open'])
      })
      .catch((error: unknown) => {
        throw error
      })
  })
})

/** Gives a handle of a bundle that is none: `how` says what its answers are. */
const Giver = defineInterface('test.Giver', {
  Give: { in: { how: uint32 }, out: { bundle: handleOf(() => MessageBusBundle) } },
})

const Liar = program({ endpoints: { giver: Giver, bundle: MessageBusBundle } }, async (kos) => {
  const page = unwrap(kos.KnPmmMdlCreate(PAGE_SIZE, VMM_FLAG_READ)).handle
  const object = unwrap(kos.KnHandleCreateUserObject(0x1_0000, 0x1_0001, null)).handle
  const answers = [
    { memory: 0, length: 1n },
    { memory: object, length: 1n },
    { memory: page, length: 4097n },
    { memory: page, length: 2n ** 64n - 1n },
    { memory: page, length: 0n },
    { memory: page, length: 4096n },
  ]
  await serve(kos, 'giver', {
    giver: {
      Give({ how }) {
        const { memory, length } = answers[how] ?? { memory: 0, length: 0n }
        const Open = () =>
          how < answers.length
            ? { id: 1n, memory: nk_handle_desc(memory), length }
            : { error: { rc: 5 } }
        return { bundle: { Open } }
      },
    },
    bundle: null,
  })
})

test('handles of bundles that lie are told with codes, and leave nothing behind', async () => {
  await using world = new BundleWorld()
  world.kernel.spawn(Liar, { name: 'Liar' })
  world.client('C', { giver: 'Liar' })
  const round = (): Promise<void> =>
    world.act('C', async (_all, kos) => {
      const giver = connect(kos, Giver, 'giver', 'giver')
      for (let how = 0; how <= 6; how++) {
        const { handle } = unwrap(await giver.Give({ how })).bundle
        const { rc, bundle } = await openBundle(kos, handle)
        if (how === 5) {
          expect(bundle?.read(0, new Uint8Array(4096))).toBe(rcOk)
          bundle?.[Symbol.dispose]()
          continue
        }
        expect([how, rc]).not.toEqual([how, rcOk])
        expect(kos.KnHandleClose(handle)).toBe(rcOk)
      }
    })
  await round()
  await world.settle()
  const before = world.objects
  await round()
  await world.settle()
  expect(world.objects).toEqual(before)
})
