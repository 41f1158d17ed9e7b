import { expectTypeOf, test } from 'vitest'
import { type AnyInterface, bytes, type Codec, defineInterface, type ErrorInit, type ErrorOf, handle } from '../src/index.ts'
import {
  type HandleDesc,
  type HandleLike,
  type Method,
  type MethodNames,
  type Request,
  type RequestInit,
} from '../src/index.ts'
import { type Response, type ResponseInit, sint64, string, uint16, uint32 } from '../src/index.ts'

const Store = defineInterface('demo.Store', {
  Put: {
    in: { id: uint32, name: string(8), peer: handle },
    out: { amount: sint64, blob: bytes(4) },
    error: { status: uint16 },
  },
  Ping: {},
})
type Put = typeof Store.Put

test('a request has every parameter, 64 bits as bigint, and handles differ by direction', () => {
  expectTypeOf<Request<Put>>().toEqualTypeOf<{ readonly id: number; readonly name: string; readonly peer: HandleDesc }>()
  expectTypeOf<RequestInit<Put>>().toEqualTypeOf<{ readonly id: number; readonly name: string; readonly peer: HandleLike }>()
  expectTypeOf<Response<Put>>().toEqualTypeOf<{ readonly amount: bigint; readonly blob: Uint8Array }>()
  expectTypeOf<ResponseInit<Put>>().toEqualTypeOf<{ readonly amount: bigint; readonly blob: Uint8Array }>()
  expectTypeOf<ErrorOf<Put>>().toEqualTypeOf<{ readonly status: number }>()
  expectTypeOf<ErrorInit<Put>>().toEqualTypeOf<{ readonly status: number }>()
})

test('keys are required; rights and badge of a handle are not', () => {
  expectTypeOf<{ id: number; name: string; peer: number }>().toExtend<RequestInit<Put>>()
  expectTypeOf<{ id: number; name: string; peer: { handle: number } }>().toExtend<RequestInit<Put>>()
  expectTypeOf<{ id: number; name: string }>().not.toExtend<RequestInit<Put>>()
  expectTypeOf<{ id: bigint; name: string; peer: number }>().not.toExtend<RequestInit<Put>>()
  expectTypeOf<{ amount: number; blob: Uint8Array }>().not.toExtend<ResponseInit<Put>>()
})

test('a method without parameters asks for nothing and has no error', () => {
  expectTypeOf(Store.Ping.request.encode).toBeCallableWith({}, 0, new DataView(new ArrayBuffer(16)), new Uint8Array())
  expectTypeOf<ErrorOf<typeof Store.Ping>>().toBeNever()
})

test('codecs carry the types', () => {
  expectTypeOf(Store.Put.request).toEqualTypeOf<Codec<RequestInit<Put>, Request<Put>>>()
  expectTypeOf(Store.Put.response.decode).returns.toEqualTypeOf<Response<Put>>()
})

test('any method and interface fit where the particular does not matter', () => {
  expectTypeOf<Put>().toExtend<Method>()
  expectTypeOf(Store).toExtend<AnyInterface>()
  expectTypeOf<MethodNames<typeof Store>>().toEqualTypeOf<'Put' | 'Ping'>()
  // @ts-expect-error there is no such method
  void Store.Get
})
