// Types: generated and hand-written definitions are interchangeable, and say exactly what travels.
import { expectTypeOf, test } from 'vitest'
import {
  array,
  bytes,
  type Capability,
  type CapabilityLike,
  defineInterface,
  handle,
  type HandleDesc,
  handleOf,
} from '@kos/libkos'
import {
  type HandleLike,
  type Implementation,
  type Proxy,
  sequence,
  sint32,
  sint64,
  string,
  struct,
  uint16,
  uint32,
} from '@kos/libkos'
import { type Type, uint64, uint8, union } from '@kos/libkos'
import type { ErrorOf, Request, RequestInit, Response, ResponseInit } from '@kos/idl'
import {
  Journal,
  type JournalImplementation,
  type JournalMethods,
  type JournalProxy,
} from './golden/traffic/Journal.idl.ts'
import {
  type LendResponse,
  type LendResponseInit,
  Lights,
  type LightsMethods,
  type LightsProxy,
} from './golden/traffic/Lights.idl.ts'
import {
  type ListResponse,
  type SwitchError,
  type SwitchRequest,
  type SwitchResponse,
} from './golden/traffic/Lights.idl.ts'
import { Cause, Light, MaxLights, Name } from './golden/traffic/Types.idl.ts'

const HandName = string(40)
const HandLight = struct({ name: HandName, class_: uint8, seconds: array(uint16, 3) })
const HandCause = union({ timer: uint32, person: HandName, sensor: bytes(4) })
const HandLights = defineInterface('traffic.Lights', {
  Switch: {
    in: { light: HandName, mode: uint8, cause: HandCause },
    out: { rc_: uint32 },
    error: { status: sint32 },
  },
  List: { in: { from: uint32 }, out: { lights: sequence(HandLight, 8), changed: sint64 } },
  Lend: { in: { light: HandName }, out: { light: handle, journal: handleOf(() => Journal) } },
  Reset: {},
})

test('types of parameters written by hand are those that are generated', () => {
  expectTypeOf(HandName).toEqualTypeOf(Name)
  expectTypeOf(HandLight).toEqualTypeOf(Light)
  expectTypeOf(HandCause).toEqualTypeOf(Cause)
  expectTypeOf<typeof MaxLights>().toEqualTypeOf<8>()
})

test('an interface written by hand is the one that is generated, both ways', () => {
  expectTypeOf(HandLights).toEqualTypeOf(Lights)
  expectTypeOf<typeof HandLights>().toExtend<Lights>()
  expectTypeOf<Lights>().toExtend<typeof HandLights>()
  expectTypeOf<Proxy<typeof HandLights>>().toEqualTypeOf<LightsProxy>()
  expectTypeOf<Implementation<typeof HandLights>>().toEqualTypeOf<Implementation<Lights>>()
  expectTypeOf<LightsMethods['Reset']>().toEqualTypeOf<{}>()
})

test('the messages of methods have the names of the methods', () => {
  expectTypeOf<Request<Lights['Switch']>>().toEqualTypeOf<SwitchRequest>()
  expectTypeOf<RequestInit<Lights['Switch']>>().toEqualTypeOf<SwitchRequest>()
  expectTypeOf<Response<Lights['Switch']>>().toEqualTypeOf<SwitchResponse>()
  expectTypeOf<ErrorOf<Lights['Switch']>>().toEqualTypeOf<SwitchError>()
  expectTypeOf<Response<Lights['Lend']>>().toEqualTypeOf<LendResponse>()
  expectTypeOf<ResponseInit<Lights['Lend']>>().toEqualTypeOf<LendResponseInit>()
})

test('what travels is exact', () => {
  expectTypeOf<ListResponse['changed']>().toEqualTypeOf<bigint>()
  expectTypeOf<ListResponse['lights']>().toEqualTypeOf<readonly Light[]>()
  expectTypeOf<Light>().toEqualTypeOf<{
    readonly name: string
    readonly class_: number
    readonly seconds: readonly number[]
  }>()
  type AnyCause =
    | { readonly tag: 'timer'; readonly value: number }
    | { readonly tag: 'person'; readonly value: string }
  expectTypeOf<Cause>().toEqualTypeOf<
    AnyCause | { readonly tag: 'sensor'; readonly value: Uint8Array }
  >()
  expectTypeOf<LendResponse['light']>().toEqualTypeOf<HandleDesc>()
  expectTypeOf<LendResponseInit['light']>().toEqualTypeOf<HandleLike>()
  expectTypeOf<JournalMethods['Write']['out']['number']>().toEqualTypeOf<typeof uint64>()
})

test('a handle of an interface is for that interface only', () => {
  expectTypeOf<LendResponse['journal']>().toEqualTypeOf<Capability<Journal>>()
  expectTypeOf<LendResponseInit['journal']>().toEqualTypeOf<CapabilityLike<Journal>>()
  expectTypeOf<Capability<Journal>>().toExtend<CapabilityLike<Journal>>()
  expectTypeOf<Capability<Journal>>().toExtend<JournalProxy>()
  expectTypeOf<JournalImplementation>().toExtend<CapabilityLike<Journal>>()
  expectTypeOf<Capability<Lights>>().not.toExtend<CapabilityLike<Journal>>()
  expectTypeOf<Capability<Journal>>().toExtend<HandleLike>()
  expectTypeOf<number>().toExtend<CapabilityLike<Journal>>()
  expectTypeOf(handleOf(() => Journal)).toEqualTypeOf<
    Type<Capability<Journal>, CapabilityLike<Journal>>
  >()
})

test('a union is told apart by its tag', () => {
  const cause = { tag: 'timer', value: 1 } as Cause
  if (cause.tag === 'sensor') expectTypeOf(cause.value).toEqualTypeOf<Uint8Array>()
  // @ts-expect-error the value belongs to the tag
  const wrong: Cause = { tag: 'timer', value: 'Anna' }
  void wrong
})
