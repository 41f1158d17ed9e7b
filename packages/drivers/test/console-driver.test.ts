// A virtio console driven by a process, on the real kernel: a small driver, of the parts of the
// others, that transmits what it receives, in capitals.

import { VirtioConsole } from '@kos/io-hw/models'
import { cloningRealm, realm } from '@kos/kernel'
import { type Kos, KosInitializedEvent, PAGE_SIZE, program, unwrap } from '@kos/libkos'
import { expect, test } from 'vitest'
import { openDmaMemory } from '../src/io-resources.ts'
import { deviceOf } from '../src/machine-file.ts'
import { descriptorWrite, SplitQueue } from '../src/virtio/split-queue.ts'
import { VirtioDevice } from '../src/virtio/virtio-device.ts'
import { DriverWorld } from './driver-world.ts'

const deviceIdConsole = 3
const featureSize = 0
const receiveBuffers = 4
const bufferBytes = 16
const endOfText = 4

/** A buffer for each descriptor of the receive queue, and one more to transmit. */
const EchoDriver = program(async (kos) => {
  const place = deviceOf(kos, 'virtio-console')
  if (place === null) return 1
  const { device } = unwrap(await VirtioDevice.open(kos, place, deviceIdConsole))
  const open = () => unwrap(openDmaMemory(kos, PAGE_SIZE))
  const [first, second, data] = [open(), open(), open()]
  const receive = new SplitQueue(0, receiveBuffers, first.addr, first.deviceAddr)
  const transmit = new SplitQueue(1, 1, second.addr, second.deviceAddr)
  let shown = ''
  const changed = KosInitializedEvent('changed')
  const used = (own: Kos): void => own.KosEventSet(changed)
  unwrap({
    rc: await device.start(kos, [featureSize], [receive, transmit], { used, stopped: used }),
  })
  const buffer = (index: number): Uint8Array =>
    data.bytes.subarray(index * bufferBytes, (index + 1) * bufferBytes)
  const offer = (index: number): void => {
    const at = data.deviceAddr + index * bufferBytes
    receive.describe(kos, index, at, bufferBytes, descriptorWrite)
    receive.offer(kos, index)
    device.notify(kos, receive)
  }
  const take = async (queue: SplitQueue): Promise<number> => {
    for (;;) {
      const size = `${device.config16(kos, 0)} x ${device.config16(kos, 2)}`
      if (size !== shown) kos.log((shown = size))
      const head = queue.take(kos)
      if (head >= 0) return head
      await kos.KosEventWait(changed, true)
    }
  }
  for (let index = 0; index < receiveBuffers; index++) offer(index)
  for (;;) {
    const index = await take(receive)
    const line = buffer(index).subarray(0, receive.takenBytes)
    if (line.includes(endOfText)) return 0
    const capitals = line.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte))
    buffer(receiveBuffers).set(capitals)
    offer(index)
    const at = data.deviceAddr + receiveBuffers * bufferBytes
    transmit.describe(kos, 0, at, capitals.length, 0)
    transmit.offer(kos, 0)
    device.notify(kos, transmit)
    await take(transmit)
  }
})

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))

test.each([
  ['realm', realm],
  ['cloningRealm', cloningRealm],
])('on %s all that a host sends to a console comes back, in its order', async (_, host) => {
  const device = new VirtioConsole()
  let heard = ''
  device.onTransmit((bytes) => void (heard += Buffer.from(bytes).toString('latin1')))
  const place = { memory: 0xfe04_0000, irqs: [44], bdf: 0x28 }
  await using world = new DriverWorld(
    [{ name: 'console0', model: 'virtio-console', device, ...place }],
    { host: host() },
  )
  // Before there is a driver it waits.
  device.receive(bytesOf('are you there? '))
  world.drive(EchoDriver, 'test.Console', 'console0')
  await world.kernel.run({ until: 'idle' })
  expect(heard).toBe('ARE YOU THERE? ')
  const long = 'the quick brown fox jumps over the lazy dog. '.repeat(50)
  device.receive(bytesOf(long))
  device.setSize(132, 50)
  await world.kernel.run({ until: 'idle' })
  expect(heard).toBe(`ARE YOU THERE? ${long.toUpperCase()}`)
  expect(world.lines).toEqual(['console0: 80 x 25', 'console0: 132 x 50'])
  device.receive(Uint8Array.of(endOfText))
  await world.kernel.run({ until: world.kernel.task('console0') })
  expect(world.kernel.task('console0').result).toEqual({ code: 0 })
  expect(world.strays).toEqual([])
})
