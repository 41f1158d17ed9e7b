// Bundles: memory that the ids of messages lead to, and who keeps it.

import {
  connect,
  defineInterface,
  handle,
  own,
  PAGE_SIZE,
  program,
  rcHandleRevoked,
  rcInvalidArgument,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcResourceNotFound,
  rcSecurityDisallow,
  serve,
  string,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import { type BundleId, MessageBusBundles, openBundle } from '../src/process.ts'
import { BundleWorld, decode, encode, OwnMemory, put } from './bundle-world.ts'
import { busName, interfacesOf } from './bus-world.ts'

const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE

/** A process that is given the handle of a bundle, reads it, and keeps it. */
const Inbox = defineInterface('test.Inbox', {
  Take: { in: { bundle: handle }, out: { text: string(64) } },
})

const Receiver = program({ endpoints: { inbox: Inbox } }, (kos) =>
  serve(kos, 'inbox', {
    inbox: {
      async Take({ bundle: given }) {
        const { bundle } = unwrap(await openBundle(kos, own(kos, given).handle))
        const bytes = new Uint8Array(bundle.length)
        expect(bundle.read(0, bytes)).toBe(rcOk)
        return { text: decode(bytes) }
      },
    },
  }),
)

/**
 * Opens a bundle as a process, and reads it a second later, and once more when it is disposed: what
 * is seen of it, and the codes.
 */
function readLater(world: BundleWorld, name: string, id: BundleId): Promise<unknown[]> {
  return world.begin(name, async (kos) => {
    const { bundles } = await interfacesOf(kos)
    const { bundle } = unwrap(await bundles.Open('a', id))
    await kos.KnSleep(1000)
    const seen = (): unknown[] => {
      const view = bundle.view()
      const rc = bundle.read(0, new Uint8Array(bundle.length))
      return [view === undefined ? undefined : decode(view), rc]
    }
    const before = seen()
    bundle[Symbol.dispose]()
    return [...before, ...seen()]
  })
}

describe('a bundle', () => {
  test('is the memory of its publisher: not a byte is copied', async () => {
    await using world = new BundleWorld()
    for (const name of ['P', 'S']) world.client(name)
    const { memory, bundle, view } = await world.act('P', async ({ bundles }, kos) => {
      const memory = new OwnMemory(kos, 65_536, 'first')
      const { bundle } = unwrap(await bundles.Put('a', { handle: memory.handle, length: 65_536 }))
      return { memory, bundle, view: kos.memory.view(memory.address, 65_536) as Uint8Array }
    })
    await world.act('S', async ({ bundles }) => {
      using opened = unwrap(await bundles.Open('a', bundle.id)).bundle
      expect(opened).toMatchObject({ id: bundle.id, length: 65_536 })
      const seen = opened.view() as Uint8Array
      expect(decode(seen.subarray(0, 5))).toBe('first')
      expect(seen.buffer).toBe(view.buffer)
      expect([seen.byteOffset, seen.length]).toEqual([view.byteOffset, 65_536])
      memory.write('other')
      expect(decode(seen.subarray(0, 5))).toBe('other')
    })
    // Without the handle and the mapping of its publisher it is there as before.
    world.kernel.kill('P', 'by the test')
    expect(await world.textOf('S', 'a', bundle.id)).toBe(rcResourceNotFound)
  })

  test('is read only for those that open it, and nobody passes its memory on', async () => {
    await using world = new BundleWorld()
    for (const name of ['P', 'S']) world.client(name)
    const { id } = await put(world, 'P', 'text')
    await world.act('S', async ({ bundles }, kos) => {
      using opened = unwrap(await bundles.Open('a', id)).bundle
      expect(kos.KnVmProtect(opened.address, PAGE_SIZE, readWrite)).toBe(rcSecurityDisallow)
      const raw = connect(kos, MessageBusBundles, busName, 'bundles')
      const answer = await raw.Open({ topic: 'a', id })
      if (answer.rc !== rcOk) throw new Error('it is not opened')
      const memory = answer.memory.handle
      expect(kos.KnPmmMdlMap(memory, 0, PAGE_SIZE, 0, readWrite).rc).toBe(rcNoCapability)
      // It comes back to the bus, whose own it is.
      expect((await bundles.Put('a', { handle: memory, length: 4 })).rc).toBe(rcInvalidArgument)
      kos.KnHandleClose(answer.bundle.handle)
      kos.KnHandleClose(memory)
    })
    const wrote = world.begin('S', async (kos) => {
      const { bundles } = await interfacesOf(kos)
      kos.memory.write(unwrap(await bundles.Open('a', id)).bundle.address, encode('TEXT'))
    })
    await world.kernel.run({ until: wrote }).catch(() => {})
    await expect(wrote).rejects.toThrow('ended before its routine')
    expect(world.crashes.splice(0)).toEqual([expect.stringContaining('does not allow it')])
    expect(await world.textOf('P', 'a', id)).toBe('text')
  })

  test('lives with the handle of whoever put it, and the id is unknown after that', async () => {
    await using world = new BundleWorld()
    for (const name of ['P', 'S']) world.client(name)
    const bundle = await put(world, 'P', 'text')
    expect(await world.textOf('S', 'a', bundle.id)).toBe('text')
    expect(await world.textOf('S', 'b', bundle.id)).toBe(rcResourceNotFound)
    expect(await world.textOf('S', 'a', bundle.id + 1n)).toBe(rcResourceNotFound)
    bundle[Symbol.dispose]()
    bundle[Symbol.dispose]()
    expect(await world.textOf('S', 'a', bundle.id)).toBe(rcResourceNotFound)
    const again = await put(world, 'P', 'again')
    expect(again.id).not.toBe(bundle.id)
    again[Symbol.dispose]()
  })

  test('lives with the last of those that opened it, however the others end', async () => {
    await using world = new BundleWorld()
    for (const name of ['P', 'S', 'T', 'U']) world.client(name)
    const { id } = await put(world, 'P', 'text')
    const first = readLater(world, 'S', id)
    const other = readLater(world, 'T', id)
    other.catch(() => {})
    await world.kernel.advance(500)
    world.kernel.kill('P', 'by the test')
    expect(await world.textOf('U', 'a', id)).toBe('text')
    world.kernel.kill('T', 'by the test')
    expect(await world.textOf('U', 'a', id)).toBe('text')
    await world.kernel.run({ until: first })
    expect(await first).toEqual(['text', rcOk, undefined, rcInvalidArgument])
    expect(await world.textOf('U', 'a', id)).toBe(rcResourceNotFound)
  })

  test('lives with a third process that was given its handle, and opens it with that', async () => {
    await using world = new BundleWorld()
    world.kernel.spawn(Receiver, { name: 'Receiver' })
    world.client('P', { inbox: 'Receiver' })
    world.client('S')
    const id = await world.act('P', async ({ bundles }, kos) => {
      using bundle = unwrap(await bundles.Put('a', encode('text'))).bundle
      const inbox = connect(kos, Inbox, 'inbox', 'inbox')
      expect(unwrap(await inbox.Take({ bundle: bundle.handle })).text).toBe('text')
      return bundle.id
    })
    world.kernel.kill('P', 'by the test')
    expect(await world.textOf('S', 'a', id)).toBe('text')
    world.kernel.kill('Receiver', 'by the test')
    expect(await world.textOf('S', 'a', id)).toBe(rcResourceNotFound)
  })

  test('whose memory was revoked tells it with a code, and nobody dies of it', async () => {
    await using world = new BundleWorld()
    for (const name of ['P', 'S']) world.client(name)
    const { memory, bundle } = await world.act('P', async ({ bundles }, kos) => {
      const memory = new OwnMemory(kos, PAGE_SIZE, 'text')
      return { memory, ...unwrap(await bundles.Put('a', { handle: memory.handle, length: 4 })) }
    })
    const seen = readLater(world, 'S', bundle.id)
    await world.kernel.advance(500)
    await world.act('P', async (_all, kos) => {
      expect(kos.KnHandleRevoke(memory.handle)).toBe(rcOk)
      expect(await openBundle(kos, bundle.handle)).toEqual({ rc: rcHandleRevoked })
    })
    await world.kernel.run({ until: seen })
    expect(await seen).toEqual([undefined, rcHandleRevoked, undefined, rcInvalidArgument])
    expect(await world.textOf('S', 'a', bundle.id)).toBe(rcHandleRevoked)
    bundle[Symbol.dispose]()
    expect(await world.textOf('S', 'a', bundle.id)).toBe(rcResourceNotFound)
  })

  test('is gone with its bus; what was opened is read on, and its id names nothing new', async () => {
    await using world = new BundleWorld()
    for (const name of ['P', 'S']) world.client(name)
    const bundle = await put(world, 'P', 'text')
    const seen = readLater(world, 'S', bundle.id)
    await world.kernel.advance(500)
    world.kernel.kill(busName, 'by the test')
    const asked = world.begin('P', (kos) => openBundle(kos, bundle.handle))
    await world.kernel.run({ until: asked })
    expect(await asked).toEqual({ rc: rcNotConnected })
    await world.kernel.run({ until: seen })
    expect(await seen).toEqual(['text', rcOk, undefined, rcInvalidArgument])
    world.startBus()
    for (const name of ['P', 'S']) world.kernel.connect(name, busName, busName)
    const after = await put(world, 'P', 'after')
    expect(after.id).not.toBe(bundle.id)
    expect(await world.textOf('S', 'a', bundle.id)).toBe(rcResourceNotFound)
    expect(await world.textOf('S', 'a', after.id)).toBe('after')
    bundle[Symbol.dispose]()
  })
})
