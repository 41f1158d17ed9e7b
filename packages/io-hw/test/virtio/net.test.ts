// The virtio network device: frames in both directions, the link, cables, and what is dropped.

import { expect, test } from 'vitest'
import { connectLinks, VirtioNet } from '../../src/models.ts'
import { type DriverQueue, VirtioDriver } from './driver.ts'
import { createRig, type Rig } from './rig.ts'

const HEADER = 12

/** A machine with a network interface, whose driver has buffers for frames. */
class Station {
  readonly device: VirtioNet
  readonly rig: Rig
  readonly driver: VirtioDriver
  readonly receiveQueue: DriverQueue
  readonly transmitQueue: DriverQueue
  readonly #buffers: Map<number, number> = new Map()

  constructor(device = new VirtioNet(), buffers = 4, bufferBytes = 1526) {
    this.device = device
    this.rig = createRig(device)
    this.driver = new VirtioDriver(this.rig)
    const [receive, transmit] = this.driver.start([5, 16], [8, 8])
    this.receiveQueue = receive
    this.transmitQueue = transmit
    for (let count = 0; count < buffers; count++)
      this.#offer(this.rig.memory.allocate(bufferBytes), bufferBytes)
    receive.notify()
  }

  #offer(address: number, length: number): void {
    this.rig.memory.at(address, length).fill(0xee)
    this.#buffers.set(this.receiveQueue.add([], [[address, length]]), address)
  }

  /** Transmits a frame behind a header. */
  transmit(frame: Uint8Array, header: Uint8Array = new Uint8Array(HEADER)): void {
    const address = this.rig.memory.allocate(header.length + frame.length)
    this.rig.memory.at(address, header.length).set(header)
    this.rig.memory.at(address + header.length, frame.length).set(frame)
    this.transmitQueue.add([[address, header.length + frame.length]], [])
    this.transmitQueue.notify()
    this.transmitQueue.take()
  }

  /** The next frame that arrived, with its header; its buffer is given back. */
  take(): { header: Uint8Array; frame: Uint8Array } | null {
    const used = this.receiveQueue.take()
    if (used === null) return null
    const address = this.#buffers.get(used.head) ?? 0
    const bytes = this.rig.memory.at(address, used.length).slice()
    this.#offer(address, 1526)
    this.receiveQueue.notify()
    return { header: bytes.subarray(0, HEADER), frame: bytes.subarray(HEADER) }
  }
}

function frameOf(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 13 + seed) & 255)
}

test('the configuration has the address and the state of the link', () => {
  const { driver, device, rig } = new Station(new VirtioNet({ mac: '52:54:00:ab:CD:ef' }))
  expect([0, 1, 2, 3, 4, 5].map((at) => driver.config(at, 1))).toEqual([
    0x52, 0x54, 0, 0xab, 0xcd, 0xef,
  ])
  expect(driver.config(6, 2)).toBe(1)
  expect(driver.offered()).toEqual([5, 16, 28, 29, 32, 33])
  device.setLinkUp(false)
  expect(driver.config(6, 2)).toBe(0)
  expect(driver.takeInterrupt()).toBe(2)
  expect(rig.read32(0x0fc)).toBe(1)
  device.setLinkUp(false)
  expect(driver.interruptStatus).toBe(0)
  device.setLinkUp(true)
  expect(driver.config(6, 2)).toBe(1)
})

test.each(['', '02:00:00:00:00', '02:00:00:00:00:00:00', '0g:00:00:00:00:00', '01:00:00:00:00:00'])(
  '%j is no address of an interface',
  (mac) => {
    expect(() => new VirtioNet({ mac })).toThrow(RangeError)
  },
)

test('a frame goes out without its header, and its buffer is used with length 0', () => {
  const { device, rig, transmitQueue, driver } = new Station()
  const frames: Uint8Array[] = []
  device.link.onFrame = (frame) => void frames.push(frame)
  const address = rig.memory.allocate(2000)
  rig.memory.at(address, 2000).set(frameOf(2000))
  transmitQueue.add(
    [
      [address, HEADER],
      [address + 100, 20],
      [address + 500, 80],
    ],
    [],
  )
  transmitQueue.notify()
  expect(transmitQueue.take()?.length).toBe(0)
  expect(driver.takeInterrupt()).toBe(1)
  const whole = frameOf(2000)
  expect(frames).toEqual([Uint8Array.of(...whole.slice(100, 120), ...whole.slice(500, 580))])
})

test('a frame that arrives is behind a header that says it is in one buffer', () => {
  const station = new Station()
  station.device.link.send(frameOf(60))
  expect(station.driver.takeInterrupt()).toBe(1)
  expect(station.take()).toEqual({
    header: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0),
    frame: frameOf(60),
  })
})

test('frames wait for buffers in their order', () => {
  const station = new Station(undefined, 2)
  for (let seed = 0; seed < 10; seed++) station.device.link.send(frameOf(60, seed))
  for (let seed = 0; seed < 10; seed++) expect(station.take()?.frame).toEqual(frameOf(60, seed))
  expect(station.take()).toBeNull()
  expect(station.device.droppedFrames).toBe(0)
})

test('a frame that no buffer has room for is dropped, and the buffer stays', () => {
  const station = new Station(undefined, 1, 100)
  station.device.link.send(frameOf(89))
  expect(station.device.droppedFrames).toBe(1)
  expect(station.receiveQueue.usedIndex).toBe(0)
  station.device.link.send(frameOf(88))
  expect(station.take()?.frame).toEqual(frameOf(88))
})

test('without a driver, after a reset and without a link frames are dropped', () => {
  const device = new VirtioNet()
  device.link.send(frameOf(60))
  expect(device.droppedFrames).toBe(1)
  const station = new Station(device, 0)
  device.link.send(frameOf(60))
  station.driver.reset()
  device.link.send(frameOf(60))
  const again = new VirtioDriver(station.rig).start([], [8, 8])
  again[0].add([], [[station.rig.memory.allocate(1526), 1526]])
  again[0].notify()
  expect(again[0].take()).toBeNull()
  expect(device.droppedFrames).toBe(2)
  device.setLinkUp(false)
  device.link.send(frameOf(60))
  expect(device.droppedFrames).toBe(3)
})

test('what the driver sends without a cable, or over a link that is down, is dropped', () => {
  const station = new Station()
  station.transmit(frameOf(60))
  expect(station.device.droppedFrames).toBe(1)
  let heard = 0
  station.device.link.onFrame = () => void heard++
  station.device.setLinkUp(false)
  station.transmit(frameOf(60))
  expect([station.device.droppedFrames, heard]).toEqual([2, 0])
})

test('what is in the header of a frame does not matter, but the header must be there', () => {
  const station = new Station()
  const frames: Uint8Array[] = []
  station.device.link.onFrame = (frame) => void frames.push(frame)
  station.transmit(frameOf(60), new Uint8Array(HEADER).fill(255))
  expect(frames).toEqual([frameOf(60)])
  station.transmit(new Uint8Array(0), new Uint8Array(HEADER - 1))
  expect(station.device.transport.failure).toBe('chain 0 is too short for its request')
})

test('a cable connects two machines', () => {
  const one = new Station()
  const other = new Station(new VirtioNet({ mac: '02:00:00:00:00:02' }))
  const disconnect = connectLinks(one.device.link, other.device.link)
  one.transmit(frameOf(60, 1))
  other.transmit(frameOf(70, 2))
  one.transmit(frameOf(80, 3))
  expect(other.take()?.frame).toEqual(frameOf(60, 1))
  expect(other.take()?.frame).toEqual(frameOf(80, 3))
  expect(one.take()?.frame).toEqual(frameOf(70, 2))
  expect(() => connectLinks(one.device.link, one.device.link)).toThrow(TypeError)
  disconnect()
  one.transmit(frameOf(60))
  expect(other.take()).toBeNull()
  expect(one.device.droppedFrames).toBe(1)
})

test('stations that answer each frame in their interrupt handlers lose and double nothing', () => {
  const stations = [new Station(), new Station()] as const
  connectLinks(stations[0].device.link, stations[1].device.link)
  const heard: number[] = []
  for (const station of stations) {
    station.rig.machine.interrupts.attach(5, 0, {
      interrupt: (attachment) => {
        attachment.take()
        station.driver.takeInterrupt()
        for (let arrived = station.take(); arrived !== null; arrived = station.take()) {
          const [count = 0] = arrived.frame
          heard.push(count)
          if (count < 40) station.transmit(new Uint8Array(60).fill(count + 1))
        }
        attachment.acknowledge()
      },
    })
  }
  stations[0].transmit(new Uint8Array(60).fill(1))
  expect(heard).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  expect(stations.map(({ device }) => device.transport.failure)).toEqual([null, null])
})

test('a host that makes the driver transmit again hears all frames once, in order', () => {
  const { device, rig, transmitQueue } = new Station()
  const heard: number[] = []
  const offer = (mark: number): void => {
    const address = rig.memory.allocate(HEADER + 60)
    rig.memory.at(address, HEADER + 60).fill(mark)
    transmitQueue.add([[address, HEADER + 60]], [])
  }
  device.link.onFrame = (frame) => {
    heard.push(frame[0] ?? 0)
    if (heard.length < 4) {
      offer(2 + heard.length)
      transmitQueue.notify()
    }
  }
  offer(1)
  offer(2)
  transmitQueue.notify()
  expect(heard).toEqual([1, 2, 3, 4, 5])
  expect(transmitQueue.usedIndex).toBe(5)
  expect(device.transport.failure).toBeNull()
})

test('a cable from an end to itself loops frames back', () => {
  const station = new Station()
  connectLinks(station.device.link, station.device.link)
  station.transmit(frameOf(99))
  expect(station.take()?.frame).toEqual(frameOf(99))
})
