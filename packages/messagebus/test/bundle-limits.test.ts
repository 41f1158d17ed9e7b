// How many bundles, bytes and handles of them a process has, and all together: at each limit, and
// one past it.

import { connect, PAGE_SIZE, rcOk, rcQuotaExceeded, unwrap } from '@kos/libkos'
import { expect, test } from 'vitest'
import {
  defaultBundleBytes,
  maxBundleHandles,
  maxClientBundleBytes,
  maxClientBundleHandles,
  maxClientBundles,
} from '../src/limits.ts'
import { type Bundle, MessageBusBundles, messageBusProcess } from '../src/process.ts'
import { BundleShares } from '../src/server/bundle-shares.ts'
import { BundleWorld, encode, OwnMemory } from './bundle-world.ts'
import { busName } from './bus-world.ts'

test('a process keeps so many bundles and no more, and one more when one has ended', async () => {
  await using world = new BundleWorld()
  for (const name of ['P', 'Q']) world.client(name)
  const made = await world.act('P', async ({ bundles }) => {
    const made: Bundle[] = []
    for (let count = 0; count < maxClientBundles; count++)
      made.push(unwrap(await bundles.Put('a', encode('text'))).bundle)
    expect(await bundles.Put('a', encode('text'))).toEqual({ rc: rcQuotaExceeded })
    return made
  })
  await world.act('Q', async ({ bundles }) => {
    expect((await bundles.Put('a', encode('text'))).rc).toBe(rcOk)
  })
  made.pop()?.[Symbol.dispose]()
  await world.settle()
  await world.act('P', async ({ bundles }) => {
    expect((await bundles.Put('a', encode('text'))).rc).toBe(rcOk)
    expect(await bundles.Put('a', encode('text'))).toEqual({ rc: rcQuotaExceeded })
  })
})

test('a process keeps so many bytes of memory alive, in whole pages', async () => {
  await using world = new BundleWorld()
  world.client('P')
  await world.act('P', async ({ bundles }, kos) => {
    using half = new OwnMemory(kos, maxClientBundleBytes / 2)
    const data = { handle: half.handle, length: half.size }
    const first = unwrap(await bundles.Put('a', data)).bundle
    expect((await bundles.Put('a', { ...data, length: half.size - 1 })).rc).toBe(rcOk)
    expect(await bundles.Put('a', encode('x'))).toEqual({ rc: rcQuotaExceeded })
    first[Symbol.dispose]()
    await kos.KosThreadYield()
    using more = new OwnMemory(kos, half.size + PAGE_SIZE)
    const tooLarge = { handle: more.handle, length: half.size + 1 }
    expect(await bundles.Put('a', tooLarge)).toEqual({ rc: rcQuotaExceeded })
    expect((await bundles.Put('a', data)).rc).toBe(rcOk)
  })
})

test('a process gets so many handles of bundles, of its own and others', async () => {
  await using world = new BundleWorld()
  for (const name of ['P', 'Q']) world.client(name)
  await world.act('P', async ({ bundles }, kos) => {
    const { id } = unwrap(await bundles.Put('a', encode('text'))).bundle
    const raw = connect(kos, MessageBusBundles, busName, 'bundles')
    for (let count = 1; count < maxClientBundleHandles; count++) {
      const opened = await raw.Open({ topic: 'a', id })
      if (opened.rc !== rcOk) throw new Error(`${count} handles`)
      kos.KnHandleClose(opened.memory.handle)
    }
    expect(await bundles.Open('a', id)).toEqual({ rc: rcQuotaExceeded })
    expect(await bundles.Put('a', encode('text'))).toEqual({ rc: rcQuotaExceeded })
  })
})

test('a bus keeps so many bytes for all processes together, as it is told', async () => {
  await using world = new BundleWorld({ bundleBytes: 2 * PAGE_SIZE })
  for (const name of ['P', 'Q']) world.client(name)
  await world.act('P', async ({ bundles }) => {
    unwrap(await bundles.Put('a', encode('text')))
  })
  await world.act('Q', async ({ bundles }) => {
    const two = new Uint8Array(PAGE_SIZE + 1)
    expect(await bundles.Put('a', two)).toEqual({ rc: rcQuotaExceeded })
    expect((await bundles.Put('a', two.subarray(1))).rc).toBe(rcOk)
    expect(await bundles.Put('a', encode('x'))).toEqual({ rc: rcQuotaExceeded })
  })
})

test('bytes that are no number are refused when the bus is made', () => {
  for (const bundleBytes of [-1, NaN])
    expect(() => messageBusProcess({ bundleBytes })).toThrow(TypeError)
  expect(() => messageBusProcess({ bundleBytes: 0 })).not.toThrow()
})

test('all processes together have so many bytes and handles if nothing is said', () => {
  const shares = new BundleShares(defaultBundleBytes)
  const processes = defaultBundleBytes / maxClientBundleBytes
  for (let process = 1; process <= processes; process++) {
    expect(shares.hasRoomFor(process, maxClientBundleBytes)).toBe(true)
    shares.add(process, maxClientBundleBytes)
  }
  expect(shares.hasRoomFor(99, PAGE_SIZE)).toBe(false)
  shares.remove(1, maxClientBundleBytes)
  expect(shares.hasRoomFor(99, PAGE_SIZE)).toBe(true)
  for (let count = 0; count < maxBundleHandles; count++) {
    expect(shares.hasHandleFor(count)).toBe(true)
    shares.addHandle(count)
  }
  expect(shares.hasHandleFor(maxBundleHandles)).toBe(false)
  shares.removeHandle(7)
  expect(shares.hasHandleFor(maxBundleHandles)).toBe(true)
})
