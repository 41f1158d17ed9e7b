import { expect, test } from 'vitest'
import {
  bytes,
  defineInterface,
  type Fields,
  handle,
  type MethodSpecs,
  string,
  struct,
  uint64,
  uint8,
} from '../src/index.ts'

function complaint(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return String(error)
  }
  return 'none'
}

const define =
  (name: unknown, methods: unknown): (() => unknown) =>
  () =>
    defineInterface(name as string, methods as MethodSpecs)
const handles = (count: number): Fields =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`h${i}`, handle]))
const numbers = (count: number): Fields =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, uint64]))

test('mistakes are told when the interface is defined', () => {
  expect(
    [
      define('demo.store', {}),
      define('demo/Store', {}),
      define(undefined, {}),
      define('Mode', { F_Mode: {} }),
      define('Mode', { 'x");process.exit(1)//': {} }),
      define('Mode', { '0': {} }),
      define('Mode', { handle: {} }),
      define('Mode', { Set: {}, badge: {} }),
      define('Mode', { M: null }),
      define('Mode', { M: { inn: { value: uint8 } } }),
      define('Mode', { M: { in: { 'a;b': uint8 } } }),
      define('Mode', { M: { out: { __proto__x: uint8 } } }),
      define('Mode', { M: { out: { value: 'uint8' } } }),
      define('Mode', { M: { out: { value: { kind: 'float', limit: 0 } } } }),
      define('Mode', { M: { out: { rc: uint8 } } }),
      define('Mode', { M: { out: { error: uint8, error_: uint8 } } }),
      define('Mode', { M: { in: handles(8) } }),
      define('Mode', { M: { in: { ...numbers(300), last: handle } } }),
      () => string(0),
      () => string(1.5),
      () => bytes(2 ** 24),
      () => bytes('4' as unknown as number),
    ].map(complaint),
  ).toMatchInlineSnapshot(`
    [
      "TypeError: defineInterface("demo.store"): the name is the package's, such as "demo.Store": parts joined by dots, Latin letters, digits and underscores, the last part starting with an upper-case letter",
      "TypeError: defineInterface("demo/Store"): the name is the package's, such as "demo.Store": parts joined by dots, Latin letters, digits and underscores, the last part starting with an upper-case letter",
      "TypeError: defineInterface(a value of type undefined): the name is the package's, such as "demo.Store": parts joined by dots, Latin letters, digits and underscores, the last part starting with an upper-case letter",
      "TypeError: defineInterface("Mode"): "F_Mode" cannot name a method; IDL allows Latin letters and digits, a letter first, and no underscore; call it "FMode"",
      "TypeError: defineInterface("Mode"): "x\\");process.exit(1)//" cannot name a method; IDL allows Latin letters and digits, a letter first, and no underscore; call it "xprocessexit1"",
      "TypeError: defineInterface("Mode"): "0" cannot name a method; IDL allows Latin letters and digits, a letter first, and no underscore",
      "TypeError: defineInterface("Mode"): "handle" cannot name a method; it is a property of every handle that arrives; call it "handleMethod"",
      "TypeError: defineInterface("Mode"): "badge" cannot name a method; it is a property of every handle that arrives; call it "badgeMethod"",
      "TypeError: Mode.M is null; a method is an object with in, out and error, each optional: { in: { value: uint32 } }",
      "TypeError: Mode.M has "inn"; a method is an object with in, out and error, each optional: { in: { value: uint32 } }",
      "TypeError: Mode.M: "a;b" cannot name an in parameter; a name is a Latin letter, then letters, digits or underscores, as in IDL",
      "TypeError: Mode.M: "__proto__x" cannot name an out parameter; a name is a Latin letter, then letters, digits or underscores, as in IDL",
      "TypeError: Mode.M: out parameter value has no type of @kos/idl; use sint8 .. uint64, string(n), bytes(n), handle, struct, union, array or sequence, not copies of them",
      "TypeError: Mode.M: out parameter value has no type of @kos/idl; use sint8 .. uint64, string(n), bytes(n), handle, struct, union, array or sequence, not copies of them",
      "TypeError: Mode.M: "rc" cannot name an out parameter; a call answers its own rc beside them; call it "rc_"",
      "TypeError: Mode.M: "error" cannot name an out parameter; a call answers its own error beside them; call it "error__"",
      "TypeError: Mode.M has 8 in handles; a message carries at most 7; split the method in two",
      "TypeError: Mode.M has an in handle at byte 2416, past what a header can point to (2056 bytes); declare the handles first",
      "TypeError: string(0): the limit is the largest number of bytes, an integer from 1 to 16777184; write for example string(32)",
      "TypeError: string(1.5): the limit is the largest number of bytes, an integer from 1 to 16777184; write for example string(32)",
      "TypeError: bytes(16777216): the limit is the largest number of bytes, an integer from 1 to 16777184; write for example bytes(32)",
      "TypeError: bytes(a string): the limit is the largest number of bytes, an integer from 1 to 16777184; write for example bytes(32)",
    ]
  `)
})

test('names that only out parameters must not have are names of others', () => {
  const names = { rc: uint8, error: uint8 }
  const { M } = defineInterface('Mode', { M: { in: names, out: { rc_: uint8 }, error: names } })
  expect(M.request.fields.map(({ name }) => name)).toEqual(['rc', 'error'])
  expect(() => struct(names)).not.toThrow()
})

test('the limits themselves are allowed', () => {
  expect(define('Mode', { M: { in: handles(7), out: handles(7) } })).not.toThrow()
  expect(define('Mode', { M: { in: { ...numbers(253), last: handle } } })).not.toThrow()
  expect(define('Mode', { M: { in: { ...numbers(254), last: handle } } })).toThrow(
    'declare the handles first',
  )
  expect(string(0xff_ffe0).arenaSize).toBe(0xff_ffe1)
})

test('later changes of the specification do not reach the interface', () => {
  const parameters: Record<string, typeof uint8> = { value: uint8 }
  const Mode = defineInterface('Mode', { M: { in: parameters } })
  parameters['more'] = uint8
  expect(Mode.M.request.fields.map((field) => field.name)).toEqual(['value'])
  expect(Object.keys(Mode.M.spec.in)).toEqual(['value'])
})
