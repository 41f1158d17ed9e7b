// Events in TypeScript: what is left out is filled in as in tests in PAL.

import { expect, test } from 'vitest'
import { eventFromInit } from '../../src/pal/index.ts'
import { load } from './fixture.ts'

const loaded = load('')
const call = { type: 'request', source: 'demo.Client', destination: 'demo.Server' } as const

test('names and parameters that are left out are there', () => {
  expect(
    eventFromInit(loaded, { ...call, method: 'Put', message: { item: { count: 2 } } }),
  ).toEqual({
    ...call,
    endpoint: 'disk.store',
    interface: 'demo.Store',
    method: 'Put',
    message: {
      item: { name: '', count: 2 },
      data: new Uint8Array(),
      key: { tag: 'number', value: 0 },
    },
    sourceSid: 1,
    destinationSid: 2,
  })
  expect(eventFromInit(loaded, { type: 'execute', destination: 'demo.Client' })).toEqual({
    type: 'execute',
    source: 'Einit',
    destination: 'demo.Client',
    endpoint: '',
    interface: '',
    method: 'main',
    message: undefined,
    sourceSid: 1,
    destinationSid: 2,
  })
})

test('what is there stays', () => {
  const given = { endpoint: 'demo.Disk.store', method: 'Share', sourceSid: 5, destinationSid: 6 }
  const event = eventFromInit(loaded, { ...call, ...given, message: { resource: 7 } })
  expect(event).toMatchObject({ endpoint: 'disk.store', sourceSid: 5, destinationSid: 6 })
  expect(event.message).toMatchObject({ resource: { handle: 7, rights: 0 } })
  const resource = { handle: 7, rights: 1 }
  const other = eventFromInit(loaded, { ...call, method: 'Share', message: { resource } })
  expect(other.message).toEqual({ resource })
})

test.each([
  [{ method: 'Sm' }, 'demo.Server has no method Sm; did you mean Sum?'],
  [{ method: 'Sum', source: 'demo.Clint' }, 'there is no class or process demo.Clint'],
  [{ method: 'Sum', message: { sum: 1 } }, 'it has no parameter sum; it has no parameters'],
  [{ method: 'Share', message: { resourc: 1 } }, 'did you mean resource?'],
  [{ method: 'Put', message: { data: new Uint8Array(5) } }, 'data has 5 bytes; it takes at most 4'],
  [{ method: 'Put', message: { item: 'x' } }, 'item is "x"'],
  [{ method: 'Put', message: { item: { cuont: 1 } } }, 'no parameter cuont; did you mean count?'],
])('%j is a TypeError', (part, message) => {
  expect(() => eventFromInit(loaded, { ...call, ...part })).toThrow(TypeError)
  expect(() => eventFromInit(loaded, { ...call, ...part })).toThrow(message)
})
