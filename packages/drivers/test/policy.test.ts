// What a policy must allow a driver and its clients, and that nothing more is needed.

import { memoryStore, VirtioBlock } from '@kos/io-hw/models'
import { core, execute, request, response, error } from '@kos/kernel'
import { rcOk, rcSecurityDisallow, unwrap } from '@kos/libkos'
import { expect, test } from 'vitest'
import { Block, BlockDriver, openDisk, readSectors, writeSectors } from '../src/index.ts'
import { DriverWorld } from './driver-world.ts'

const className = 'kl.drivers.Block'
const programs = { [className]: BlockDriver, Client: null }
const endpoints = [
  'handle.Handle',
  'io.IO',
  'iommu.IOMMU',
  'ipc.IPC',
  'thread.Thread',
  'time.Time',
  'vmm.VMM',
]

test('a driver needs the endpoints of devices, memory, threads and messages; a client may read only', async () => {
  const image = new Uint8Array(8192).fill(7)
  const device = new VirtioBlock(memoryStore(image))
  const memory = 0xfe00_1000
  const placed = { name: 'disk0', model: 'virtio-block', device, memory, irqs: [40], bdf: 8 }
  const security = [
    execute(),
    ...endpoints.map((endpoint) => request(className, core, { endpoint })),
    ...['handle.Handle', 'ipc.IPC', 'vmm.VMM'].map((endpoint) =>
      request('Client', core, { endpoint }),
    ),
    request('Client', className, Block.GetInfo),
    request('Client', className, Block.Read, ({ message }) => message.sector < 8n),
    response(className, 'Client'),
    error(className, 'Client'),
  ]
  await using world = new DriverWorld([placed], { security, programs })
  world.drive(BlockDriver, className, 'disk0')
  world.client('Client', 'disk0')
  const codes = await world.act('Client', async (kos) => {
    using disk = unwrap(await openDisk(kos, 'disk0')).disk
    return [
      await readSectors(disk, 0, 8),
      await readSectors(disk, 8, 8),
      await writeSectors(disk, 0, 8),
    ]
  })
  expect(codes).toEqual([rcOk, rcSecurityDisallow, rcSecurityDisallow])
  expect(world.lines).toEqual([])
})
