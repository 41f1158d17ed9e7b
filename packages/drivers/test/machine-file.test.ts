// The file that tells drivers where their devices are.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DeviceDescription, readMachineFile, writeMachineFile } from '../src/index.ts'
import { deviceOf } from '../src/machine-file.ts'

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const disk: DeviceDescription = {
  name: 'disk0',
  model: 'virtio-block',
  memory: 0xfe00_1000,
  ports: null,
  irqs: [40],
  bdf: 8,
}

test('what was written is read', () => {
  const index = fc.nat(0xffff)
  const device = fc.record({
    name: fc.string({ minLength: 1 }),
    model: fc.string({ minLength: 1 }),
    memory: fc.nat(),
    ports: fc.option(index),
    irqs: fc.array(index),
    bdf: fc.option(index),
  })
  fc.assert(
    fc.property(fc.array(device), (devices) => {
      expect(readMachineFile(writeMachineFile(devices))).toEqual(devices)
    }),
  )
})

test('addresses may be texts, and what is left out is none', () => {
  const text = '{"devices":[{"name":"disk0","model":"virtio-block","memory":"0xfe001000"}]}'
  expect(readMachineFile(bytesOf(text))).toEqual([{ ...disk, irqs: [], bdf: null }])
})

test.each([
  ['[]', 'the file must be an object'],
  ['{}', 'devices must be a list'],
  ['{"devices":[7]}', 'devices[0] must be an object'],
  ['{"devices":[{"model":"x","ports":1}]}', 'devices[0].name must be a text'],
  ['{"devices":[{"name":"a","model":"x"}]}', 'devices[0] has neither memory nor ports'],
  [
    '{"devices":[{"name":"a","model":"x","memory":"here"}]}',
    'devices[0].memory must be an address such as "0xfe001000", or null',
  ],
  [
    '{"devices":[{"name":"a","model":"x","ports":-1}]}',
    'devices[0].ports must be an address such as "0xfe001000", or null',
  ],
  [
    '{"devices":[{"name":"a","model":"x","ports":1,"irqs":4}]}',
    'devices[0].irqs must be a list of interrupt numbers',
  ],
  [
    '{"devices":[{"name":"a","model":"x","ports":1,"bdf":65536}]}',
    'devices[0].bdf must be a number from 0 to 65535, or null',
  ],
])('%s is refused: %s', (text, message) => {
  expect(() => readMachineFile(bytesOf(text))).toThrow(new SyntaxError(message))
})

test('a driver that finds no device says what there is', () => {
  const said = (args: string[], files: Record<string, Uint8Array>): unknown[] => {
    const lines: unknown[] = []
    const context = {
      name: 'driver',
      args,
      env: {},
      files,
      log: (line: unknown) => lines.push(line),
    }
    lines.push(deviceOf(context, 'virtio-block'))
    return lines
  }
  const machine = writeMachineFile([disk, { ...disk, name: 'com0', model: 'ns16550a' }])
  expect(said([], { machine })).toEqual([
    'there is no device without its name as the first argument',
    null,
  ])
  expect(said(['disk0'], {})).toEqual(['there is no declared file machine', null])
  expect(said(['disk1'], { machine })).toEqual([
    'the machine has no device disk1; it has: disk0, com0',
    null,
  ])
  expect(said(['com0'], { machine })).toEqual([
    'the device com0 is a ns16550a; this driver is for: virtio-block',
    null,
  ])
  expect(said(['disk0'], { machine: bytesOf('{') })[0]).toMatch(/^the file machine: /)
  expect(said(['disk0'], { machine })).toEqual([disk])
})
