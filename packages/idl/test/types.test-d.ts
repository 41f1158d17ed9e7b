import { expectTypeOf, test } from 'vitest'
import {
  type AnyInterface,
  bytes,
  type Capability,
  type CapabilityLike,
  type CallResult,
  type Codec,
  defineInterface,
  type ErrorInit,
  type ErrorOf,
  handle,
} from '../src/index.ts'
import {
  type HandleDesc,
  type HandleLike,
  handleOf,
  type Implementation,
  type Method,
  type MethodNames,
  type Request,
  type RequestInit,
} from '../src/index.ts'
import {
  type Proxy,
  type Response,
  type ResponseInit,
  sint64,
  string,
  uint16,
  uint32,
} from '../src/index.ts'

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
  expectTypeOf<Request<Put>>().toEqualTypeOf<{
    readonly id: number
    readonly name: string
    readonly peer: HandleDesc
  }>()
  expectTypeOf<RequestInit<Put>>().toEqualTypeOf<{
    readonly id: number
    readonly name: string
    readonly peer: HandleLike
  }>()
  expectTypeOf<Response<Put>>().toEqualTypeOf<{
    readonly amount: bigint
    readonly blob: Uint8Array
  }>()
  expectTypeOf<ResponseInit<Put>>().toEqualTypeOf<{
    readonly amount: bigint
    readonly blob: Uint8Array
  }>()
  expectTypeOf<ErrorOf<Put>>().toEqualTypeOf<{ readonly status: number }>()
  expectTypeOf<ErrorInit<Put>>().toEqualTypeOf<{ readonly status: number }>()
})

test('keys are required; rights and badge of a handle are not', () => {
  expectTypeOf<{ id: number; name: string; peer: number }>().toExtend<RequestInit<Put>>()
  expectTypeOf<{ id: number; name: string; peer: { handle: number } }>().toExtend<
    RequestInit<Put>
  >()
  expectTypeOf<{ id: number; name: string }>().not.toExtend<RequestInit<Put>>()
  expectTypeOf<{ id: bigint; name: string; peer: number }>().not.toExtend<RequestInit<Put>>()
  expectTypeOf<{ amount: number; blob: Uint8Array }>().not.toExtend<ResponseInit<Put>>()
})

test('a method without parameters asks for nothing and has no error', () => {
  expectTypeOf(Store.Ping.request.encode).toBeCallableWith(
    {},
    0,
    new DataView(new ArrayBuffer(16)),
    new Uint8Array(),
  )
  expectTypeOf<ErrorOf<typeof Store.Ping>>().toBeNever()
})

test('codecs carry the types', () => {
  expectTypeOf(Store.Put.request).toEqualTypeOf<Codec<RequestInit<Put>, Request<Put>>>()
  expectTypeOf(Store.Put.response.decode).returns.toEqualTypeOf<Response<Put>>()
})

const Shop = defineInterface('demo.Shop', {
  Buy: { in: { lamp: handleOf(() => Store) }, out: { lamp: handleOf(() => Store) } },
})
type Buy = typeof Shop.Buy

test('a handle of an interface arrives as a disposable proxy that is a handle, too', () => {
  expectTypeOf<Request<Buy>['lamp']>().toEqualTypeOf<Capability<typeof Store>>()
  expectTypeOf<Capability<typeof Store>>().toExtend<Proxy<typeof Store>>()
  expectTypeOf<Capability<typeof Store>>().toExtend<HandleDesc>()
  expectTypeOf<Capability<typeof Store>>().toExtend<Disposable>()
  expectTypeOf<Capability<typeof Store>['Put']>().returns.resolves.toEqualTypeOf<CallResult<Put>>()
})

test('for it are sent a handle, one that arrived for the same interface, or an implementation; no bare proxy', () => {
  expectTypeOf<RequestInit<Buy>['lamp']>().toEqualTypeOf<CapabilityLike<typeof Store>>()
  expectTypeOf<number | Capability<typeof Store> | Implementation<typeof Store>>().toExtend<
    CapabilityLike<typeof Store>
  >()
  expectTypeOf<HandleDesc>().not.toExtend<CapabilityLike<typeof Store>>()
  expectTypeOf<Capability<typeof Shop>>().not.toExtend<CapabilityLike<typeof Store>>()
  expectTypeOf<Proxy<typeof Store>>().not.toExtend<CapabilityLike<typeof Store>>()
  expectTypeOf<Capability<typeof Store>>().toExtend<HandleLike>()
})

test('any method and interface fit where the particular does not matter', () => {
  expectTypeOf<Put>().toExtend<Method>()
  expectTypeOf(Store).toExtend<AnyInterface>()
  expectTypeOf<MethodNames<typeof Store>>().toEqualTypeOf<'Put' | 'Ping'>()
  // @ts-expect-error there is no such method
  void Store.Get
})
