// Objects with a reference count: checked casts, and one end.

import { describe, expect, test } from 'vitest'
import { KosObject, type KosObjectType, KosPutObject, KosRefObject, payloadOf } from '../src/index.ts'

interface File {
  readonly path: string
}

function fileType(): { readonly type: KosObjectType<File>; readonly destroyed: string[] } {
  const destroyed: string[] = []
  return { type: { name: 'file', destroy: ({ path }) => void destroyed.push(path) }, destroyed }
}

describe('an object', () => {
  test('starts with one reference, its payload, and the name of its type if it has none', () => {
    const { type } = fileType()
    const object = new KosObject(type, { path: '/a' })
    expect([object.references, object.name, object.payload.path, object.type]).toEqual([1, 'file', '/a', type])
    expect(new KosObject(type, { path: '/a' }, 'mine').name).toBe('mine')
  })

  test('is destroyed once, with its last reference', () => {
    const { type, destroyed } = fileType()
    const object = new KosObject(type, { path: '/a' })
    expect(KosRefObject(object)).toBe(object)
    KosPutObject(object)
    expect([object.references, destroyed]).toEqual([1, []])
    KosPutObject(object)
    expect([object.references, destroyed]).toEqual([0, ['/a']])
    KosPutObject(object)
    expect([object.references, destroyed]).toEqual([0, ['/a']])
  })

  test('does not come back', () => {
    const { type, destroyed } = fileType()
    const object = new KosObject(type, { path: '/a' })
    KosPutObject(object)
    KosRefObject(object)
    KosPutObject(object)
    expect([object.references, destroyed]).toEqual([0, ['/a']])
  })

  test('needs nothing to be destroyed', () => {
    const object = new KosObject({ name: 'bare' }, 5)
    KosPutObject(object)
    expect(object.references).toBe(0)
  })

  test('gives its payload to who asks for its very type, while it lives', () => {
    const { type } = fileType()
    const { type: other } = fileType()
    const object = new KosObject(type, { path: '/a' })
    expect([payloadOf(object, type)?.path, payloadOf(object, other)]).toEqual(['/a', undefined])
    KosPutObject(object)
    expect(payloadOf(object, type)).toBeUndefined()
  })

  test('is not anything that looks like one', () => {
    const { type } = fileType()
    const looks = { type, name: 'file', payload: { path: '/a' }, references: 1 }
    for (const value of [looks, undefined, null, 5, 'file', () => looks, Object.create(KosObject.prototype)]) {
      expect(payloadOf(value, type)).toBeUndefined()
    }
  })
})
