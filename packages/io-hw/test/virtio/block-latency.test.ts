// A block device with a latency: when requests are done, resets before that, and interrupts.

import { expect, test } from 'vitest'
import { VirtioBlock } from '../../src/models.ts'
import { Client, CountingStore, FLUSH, IN } from './block-client.ts'
import { NEXT } from './driver.ts'

test('with a latency, requests are done one after the other on the machine’s clock', () => {
  const client = new Client(new VirtioBlock(new CountingStore(8), { latency: 5 }))
  const { rig, queue, driver } = client
  const none = new Uint8Array(0)
  client.offer(IN, 0, none, 512)
  rig.time.advance(3)
  client.offer(IN, 1, none, 512)
  client.offer(FLUSH, 0, none, 0)
  expect(queue.usedIndex).toBe(0)
  rig.time.advance(1.5)
  expect(queue.usedIndex).toBe(0)
  rig.time.advance(0.5)
  expect(queue.usedIndex).toBe(1)
  expect(driver.takeInterrupt()).toBe(1)
  rig.time.advance(5)
  expect(queue.usedIndex).toBe(2)
  expect(driver.takeInterrupt()).toBe(1)
  rig.time.advance(5)
  expect(queue.usedIndex).toBe(3)
  rig.time.advance(100)
  expect(queue.usedIndex).toBe(3)
  client.offer(FLUSH, 0, none, 0)
  rig.time.advance(5)
  expect(queue.usedIndex).toBe(4)
})

test('a reset forgets requests that are not done, and leaves no timer', () => {
  const store = new CountingStore(8)
  let ticks = 0
  const client = new Client(new VirtioBlock(store, { latency: 5 }))
  client.offer(IN, 0, new Uint8Array(0), 512)
  client.rig.time.advance(4)
  client.driver.reset()
  client.rig.memory.transfers = []
  client.device.tick = () => void ticks++
  client.rig.time.advance(100)
  expect(ticks).toBe(0)
  expect(store.reads).toBe(0)
  expect(client.rig.memory.transfers).toEqual([])
})

test('the time of a request that a reset forgot does not count for the next one', () => {
  const client = new Client(new VirtioBlock(new CountingStore(8), { latency: 5 }))
  client.offer(FLUSH, 0, new Uint8Array(0), 0)
  client.rig.time.advance(4)
  const [queue] = client.driver.start([], [8])
  queue.add([[client.rig.memory.allocate(16), 16]], [[client.rig.memory.allocate(1), 1]])
  queue.notify()
  client.rig.time.advance(4)
  expect(queue.usedIndex).toBe(0)
  client.rig.time.advance(1)
  expect(queue.usedIndex).toBe(1)
})

test('what a driver changes before a request is done counts: nothing is kept', () => {
  const client = new Client(new VirtioBlock(new CountingStore(8), { latency: 5 }))
  client.offer(IN, 0, new Uint8Array(0), 512)
  client.queue.setDescriptor(0, [0, 16], NEXT, 1)
  client.rig.time.advance(5)
  expect(client.device.transport.failure).toBe('the buffer at 0x0 was refused')
})

test('the interrupt of a request reaches who is attached to the line', () => {
  const client = new Client(new VirtioBlock(new CountingStore(8), { latency: 1 }))
  let interrupts = 0
  client.rig.machine.interrupts.attach(5, 0, {
    interrupt: (attachment) => {
      attachment.take()
      interrupts++
      client.driver.takeInterrupt()
      attachment.acknowledge()
    },
  })
  client.offer(FLUSH, 0, new Uint8Array(0), 0)
  client.offer(FLUSH, 0, new Uint8Array(0), 0)
  client.rig.time.advance(10)
  expect(interrupts).toBe(2)
  expect(client.rig.isLineHigh()).toBe(false)
})
