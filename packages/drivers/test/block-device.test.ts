// A disk as a device of sectors: transfers longer than the buffer, threads that share it, errors.

import { memoryStore, VirtioBlock } from '@kos/io-hw/models'
import { unwrap } from '@kos/libkos'
import { expect, test } from 'vitest'
import { blockDevice, BlockDriver, openDisk } from '../src/index.ts'
import { DriverWorld } from './driver-world.ts'

function openWorld(image: Uint8Array, isReadOnly = false): DriverWorld {
  const device = new VirtioBlock(memoryStore(image, { isReadOnly }))
  const place = { memory: 0xfe00_1000, irqs: [40], bdf: 8 }
  const world = new DriverWorld([{ name: 'disk0', model: 'virtio-block', device, ...place }])
  world.drive(BlockDriver, 'kl.drivers.Block', 'disk0')
  world.client('Client', 'disk0')
  return world
}

test('sectors are read and written in runs that are longer than the buffer', async () => {
  const image = new Uint8Array(64 * 512)
  await using world = openWorld(image)
  const bytes = Uint8Array.from({ length: 20 * 512 }, (_, at) => at * 7 + (at >> 9))
  await world.act('Client', async (kos) => {
    using disk = unwrap(await openDisk(kos, 'disk0', 8192)).disk
    const device = blockDevice(disk)
    expect([device.sectorSize, device.sectors]).toEqual([512, 64])
    expect(await device.write(kos, 5, 20, bytes)).toBe(0)
    const back = new Uint8Array(20 * 512)
    expect([await device.read(kos, 5, 20, back), await device.flush(kos)]).toEqual([0, 0])
    expect(Buffer.from(back).equals(bytes)).toBe(true)
  })
  expect(Buffer.from(image.subarray(5 * 512, 25 * 512)).equals(bytes)).toBe(true)
})

test('what cannot be is EIO: sectors that are not there, a disk that is read only', async () => {
  await using world = openWorld(new Uint8Array(16 * 512), true)
  await world.act('Client', async (kos) => {
    using disk = unwrap(await openDisk(kos, 'disk0')).disk
    const device = blockDevice(disk)
    const buffer = new Uint8Array(1024)
    expect(await device.read(kos, 15, 2, buffer)).toBe(-5)
    expect(await device.write(kos, 0, 1, buffer.subarray(512))).toBe(-5)
    expect(await device.read(kos, 14, 2, buffer)).toBe(0)
  })
})
