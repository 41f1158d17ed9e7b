// Made by `kos gen` from traffic/Types.idl. Do not edit.
//
// What all of them speak of.
/* eslint-disable */

import { array, bytes, string, struct, uint16, uint32, uint8, union } from '@kos/libkos'
import type { Type } from '@kos/libkos'

/** Lights at one crossing. */
export const MaxLights = 8

/** in bytes */
export const MaxName = 40

export const Never = -1n

export type Name = string
export const Name: Type<Name> = string(MaxName)

/** One light. */
export interface Light {
  /** as people call it */
  readonly name: Name
  /** 0: cars, 1: people */
  readonly class_: number
  readonly seconds: readonly number[]
}
export const Light: Type<Light> = struct({ name: Name, class_: uint8, seconds: array(uint16, 3) })

export type Cause =
  | { readonly tag: 'timer'; readonly value: number }
  | { readonly tag: 'person'; readonly value: Name }
  | { readonly tag: 'sensor'; readonly value: Uint8Array }
export const Cause: Type<Cause> = union({ timer: uint32, person: Name, sensor: bytes(4) })
