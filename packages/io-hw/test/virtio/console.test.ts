// The virtio console device: what the driver transmits, what the host sends, and the size.

import { expect, test } from 'vitest'
import { VirtioConsole } from '../../src/models.ts'
import { DRIVER_OK, DriverQueue, VERSION_1, VirtioDriver } from './driver.ts'
import { createRig, type Rig } from './rig.ts'

interface Terminal {
  readonly device: VirtioConsole
  readonly rig: Rig
  readonly driver: VirtioDriver
  readonly receive: DriverQueue
  readonly transmit: DriverQueue
  readonly heard: string[]
}

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
const bytesOf = (line: string): Uint8Array => Uint8Array.from(line, (char) => char.charCodeAt(0))

function startTerminal(device = new VirtioConsole()): Terminal {
  const rig = createRig(device)
  const driver = new VirtioDriver(rig)
  const heard: string[] = []
  device.onTransmit((bytes) => void heard.push(text(bytes)))
  const [receive, transmit] = driver.start([0], [8, 8])
  return { device, rig, driver, receive, transmit, heard }
}

function put(rig: Rig, line: string): readonly [number, number] {
  const address = rig.memory.allocate(line.length)
  rig.memory.at(address, line.length).set(bytesOf(line))
  return [address, line.length]
}

test('the host hears what the driver transmits, a chain at a time, and the length is 0', () => {
  const { rig, transmit, heard, driver } = startTerminal()
  transmit.add([put(rig, 'ab'), put(rig, 'c')], [])
  transmit.add([put(rig, 'de')], [])
  transmit.notify()
  expect(heard).toEqual(['abc', 'de'])
  expect([transmit.take(), transmit.take()]).toMatchObject([{ length: 0 }, { length: 0 }])
  expect(driver.takeInterrupt()).toBe(1)
})

test('what the host sends fills buffers that wait, each as far as it goes', () => {
  const { rig, device, receive, driver } = startTerminal()
  const first = rig.memory.allocate(48)
  for (const place of [0, 16, 32]) receive.add([], [[first + place, 4]])
  receive.notify()
  expect(receive.take()).toBeNull()
  expect(device.receive(bytesOf('hello'))).toBe(5)
  expect(driver.takeInterrupt()).toBe(1)
  expect([receive.take()?.length, receive.take()?.length]).toEqual([4, 1])
  expect(receive.take()).toBeNull()
  expect(text(rig.memory.at(first, 4))).toBe('hell')
  expect(text(rig.memory.at(first + 16, 1))).toBe('o')
})

test('what the host sends waits for buffers: before there is a driver, and over a reset', () => {
  const device = new VirtioConsole()
  device.receive(bytesOf('early '))
  const { rig, receive, driver } = startTerminal(device)
  device.receive(bytesOf('bird'))
  driver.reset()
  const [again] = driver.start([], [8, 8])
  expect(receive.usedIndex).toBe(0)
  const address = rig.memory.allocate(64)
  again.add([], [[address, 64]])
  again.notify()
  expect(again.take()?.length).toBe(10)
  expect(text(rig.memory.at(address, 10))).toBe('early bird')
})

test('a listener that sends at once is an echo', () => {
  const { rig, device, receive, transmit } = startTerminal()
  device.onTransmit((bytes) => void device.receive(bytes))
  const address = rig.memory.allocate(16)
  receive.add([], [[address, 16]])
  receive.notify()
  transmit.add([put(rig, 'ping')], [])
  transmit.notify()
  expect(receive.take()?.length).toBe(4)
  expect(text(rig.memory.at(address, 4))).toBe('ping')
})

test('a listener that makes the driver transmit again is answered in order, nothing twice', () => {
  const { rig, device, transmit } = startTerminal()
  const heard: string[] = []
  device.onTransmit((bytes) => {
    heard.push(text(bytes))
    if (heard.length < 4) {
      transmit.add([put(rig, `again ${heard.length}`)], [])
      transmit.notify()
    }
  })
  transmit.add([put(rig, 'one')], [])
  transmit.add([put(rig, 'two')], [])
  transmit.notify()
  expect(heard).toEqual(['one', 'two', 'again 1', 'again 2', 'again 3'])
  expect(transmit.usedIndex).toBe(5)
  expect(device.transport.failure).toBeNull()
})

test('without a listener output is lost, and empty chains are used', () => {
  const device = new VirtioConsole({ name: 'tty' })
  const rig = createRig(device)
  const [, transmit] = new VirtioDriver(rig).start([], [8, 8])
  transmit.add([put(rig, 'lost')], [])
  transmit.add([[0, 0]], [])
  transmit.notify()
  expect(transmit.usedIndex).toBe(2)
  expect(device.name).toBe('tty')
})

test('a receive buffer without room is used with length 0', () => {
  const { rig, device, receive } = startTerminal()
  receive.add([put(rig, 'readable')], [])
  const address = rig.memory.allocate(16)
  receive.add([], [[address, 16]])
  receive.notify()
  device.receive(bytesOf('x'))
  expect([receive.take()?.length, receive.take()?.length]).toEqual([0, 1])
})

test('before DRIVER_OK nothing is delivered, even into a queue that is ready', () => {
  const device = new VirtioConsole()
  const rig = createRig(device)
  const driver = new VirtioDriver(rig)
  driver.negotiate([VERSION_1])
  const queue = new DriverQueue(rig, 0, 8)
  driver.enable(queue)
  queue.add([], [[rig.memory.allocate(16), 16]])
  device.receive(bytesOf('hello'))
  expect(queue.usedIndex).toBe(0)
  driver.setStatus(DRIVER_OK)
  device.receive(bytesOf('!'))
  expect(queue.take()?.length).toBe(6)
})
