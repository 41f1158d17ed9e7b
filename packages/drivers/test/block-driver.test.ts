// The driver of disks on the real kernel, with the device model of a disk.

import { memoryStore, VirtioBlock } from '@kos/io-hw/models'
import { type Kos, rcOk, unwrap } from '@kos/libkos'
import { expect, test } from 'vitest'
import { BlockDriver, openDisk, readSectors } from '../src/index.ts'
import { DriverWorld, type PlacedModel } from './driver-world.ts'

const className = 'kl.drivers.Block'

function imageOf(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => (at * 31 + (at >>> 9) * 7) & 0xff)
}

function diskOf(image: Uint8Array): PlacedModel {
  const device = new VirtioBlock(memoryStore(image))
  return { name: 'disk0', model: 'virtio-block', device, memory: 0xfe00_1000, irqs: [40], bdf: 8 }
}

async function readAll(kos: Kos): Promise<Uint8Array> {
  using disk = unwrap(await openDisk(kos, 'disk0')).disk
  const image = new Uint8Array(disk.sectors * 512)
  const most = disk.size / 512
  for (let sector = 0; sector < disk.sectors; sector += most) {
    const count = Math.min(most, disk.sectors - sector)
    expect(await readSectors(disk, sector, count)).toBe(rcOk)
    kos.memory.read(disk.address, image.subarray(sector * 512, (sector + count) * 512))
  }
  return image
}

test('a client reads a whole image', async () => {
  const image = imageOf(2 ** 20)
  await using world = new DriverWorld([diskOf(image)])
  world.drive(BlockDriver, className, 'disk0')
  world.client('Client', 'disk0')
  const read = await world.act('Client', readAll)
  expect(world.lines).toEqual([])
  expect(Buffer.from(read).equals(Buffer.from(image))).toBe(true)
})
