// What devices have of a host that is Node.js: a disk in a file, and a link over UDP on loopback.

import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { connectLinks, VirtioBlock, VirtioNet } from '../../src/models.ts'
import { fileStore, udpLink } from '../../src/node.ts'
import { VirtioDriver } from './driver.ts'
import { createRig } from './rig.ts'

const folder = mkdtempSync(join(tmpdir(), 'kos-io-hw-'))
afterAll(() => rmSync(folder, { recursive: true }))

function createFile(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const image = (): Uint8Array => Uint8Array.from({ length: 8 * 512 }, (_, index) => index % 253)

/** Makes one request: header, what the device reads, room for what it writes. */
function request(
  device: VirtioBlock,
  type: number,
  sector: number,
  output: Uint8Array,
  room: number,
) {
  const rig = createRig(device)
  const [queue] = new VirtioDriver(rig).start([9], [8])
  const header = rig.memory.allocate(16 + output.length)
  rig.memory.at(header, 16).set([type, 0, 0, 0, 0, 0, 0, 0, sector])
  rig.memory.at(header + 16, output.length).set(output)
  const input = rig.memory.allocate(room + 1)
  queue.add([[header, 16 + output.length]], [[input, room + 1]])
  queue.notify()
  const bytes = rig.memory.at(input, room + 1)
  return { used: queue.take(), data: bytes.slice(0, room), status: bytes[room] }
}

test('a disk in a file is read, written and flushed', () => {
  const path = createFile('disk', image())
  using store = fileStore(path)
  const read = request(new VirtioBlock(store), 0, 3, new Uint8Array(0), 1024)
  expect(read.status).toBe(0)
  expect(read.data).toEqual(image().slice(3 * 512, 5 * 512))
  const sector = new Uint8Array(512).fill(0x77)
  expect(request(new VirtioBlock(store), 1, 7, sector, 0).status).toBe(0)
  expect(request(new VirtioBlock(store), 4, 0, new Uint8Array(0), 0).status).toBe(0)
  const expected = image()
  expected.set(sector, 7 * 512)
  expect(new Uint8Array(readFileSync(path))).toEqual(expected)
})

test('nothing is written behind the end of the file, or into a file that is read only', () => {
  const path = createFile('fixed', image())
  using store = fileStore(path)
  expect(request(new VirtioBlock(store), 1, 8, new Uint8Array(512), 0).status).toBe(1)
  using readOnly = fileStore(path, { isReadOnly: true })
  expect(request(new VirtioBlock(readOnly), 1, 0, new Uint8Array(512), 0).status).toBe(1)
  expect(readOnly.write(0, new Uint8Array(512))).toBe(false)
  expect(new Uint8Array(readFileSync(path))).toEqual(image())
})

test('a file that was cut or closed fails requests, and the host hears why', () => {
  const path = createFile('cut', image())
  const errors: unknown[] = []
  const store = fileStore(path, { onError: (error) => void errors.push(error) })
  truncateSync(path, 512)
  expect(request(new VirtioBlock(store), 0, 4, new Uint8Array(0), 512).status).toBe(1)
  expect(String(errors[0])).toContain('the file ends at 2048')
  store.close()
  store.close()
  expect(request(new VirtioBlock(store), 0, 0, new Uint8Array(0), 512).status).toBe(1)
  expect(request(new VirtioBlock(store), 4, 0, new Uint8Array(0), 0).status).toBe(1)
})

test('what is no disk image is refused', () => {
  expect(() => fileStore(folder, { isReadOnly: true })).toThrow(/is no regular file/)
  expect(() => fileStore(createFile('odd', new Uint8Array(513)))).toThrow(/no whole number/)
  expect(() => fileStore(join(folder, 'missing'))).toThrow(/ENOENT/)
})

test('frames travel over UDP between a machine and a peer on this host', async () => {
  const peer = createSocket('udp4')
  await new Promise<void>((resolve) => peer.bind(0, '127.0.0.1', resolve))
  const stranger = createSocket('udp4')
  const device = new VirtioNet()
  const rig = createRig(device)
  const driver = new VirtioDriver(rig)
  const [receive, transmit] = driver.start([], [8, 8])
  const buffer = rig.memory.allocate(1526)
  receive.add([], [[buffer, 1526]])
  receive.notify()
  {
    await using link = await udpLink({ port: 0, peer: peer.address().port })
    connectLinks(device.link, link)

    const arrived = new Promise<Uint8Array>((resolve) => peer.once('message', resolve))
    const frame = rig.memory.allocate(72)
    rig.memory.at(frame + 12, 60).fill(0x33)
    transmit.add([[frame, 72]], [])
    transmit.notify()
    expect(new Uint8Array(await arrived)).toEqual(new Uint8Array(60).fill(0x33))

    const interrupted = new Promise<void>((resolve) => {
      rig.machine.interrupts.attach(5, 0, {
        interrupt: (attachment) => {
          if (attachment.take() && receive.usedIndex === 1) resolve()
          driver.takeInterrupt()
          attachment.acknowledge()
        },
      })
    })
    await new Promise((resolve) =>
      stranger.send(new Uint8Array(60).fill(0x66), link.port, '127.0.0.1', resolve),
    )
    peer.send(new Uint8Array(64).fill(0x44), link.port, '127.0.0.1')
    await interrupted
    expect(receive.take()?.length).toBe(76)
    expect(rig.memory.at(buffer + 12, 64)).toEqual(new Uint8Array(64).fill(0x44))
    expect(link.droppedFrames).toBe(1)
    link.send(new Uint8Array(2000))
    expect(link.droppedFrames).toBe(2)
    await link.close()
    link.send(new Uint8Array(60))
    expect(link.droppedFrames).toBe(3)
  }
  peer.close()
  stranger.close()
})

test('a link whose port is taken or none is refused', async () => {
  await using link = await udpLink({ port: 0, peer: 9 })
  await expect(udpLink({ port: link.port, peer: 9 })).rejects.toThrow(/EADDRINUSE/)
  await expect(udpLink({ port: 0, peer: 0 })).rejects.toThrow(RangeError)
  await expect(udpLink({ port: 0, peer: 65_536 })).rejects.toThrow(RangeError)
})
