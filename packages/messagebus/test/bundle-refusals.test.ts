// What is no bundle, no memory or no id gets a code.

import {
  connect,
  type Handle,
  PAGE_SIZE,
  rcInvalidArgument,
  rcNoCapability,
  rcOk,
  rcResourceNotFound,
  unwrap,
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
