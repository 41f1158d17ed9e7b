// What a method is: its parameters as a specification, the TypeScript types that follow from it,
// and its codecs.
//
// `Request` and `Response` are what arrives, `RequestInit` and `ResponseInit` what may be sent;
// they differ for handles only. Interfaces are in `interface.ts`.

import type { Codec } from './codec.ts'
import type { Fields } from './layout.ts'
import type { Type } from './type.ts'

/** The parameters of a method by direction; a response carries either `out` or `error` ones. */
export interface MethodSpec {
  readonly in?: Fields
  readonly out?: Fields
  readonly error?: Fields
}

/** Values of parameters as they arrive. */
export type Received<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Type<infer Receive, infer _> ? Receive : never
}

/** Values of parameters as they may be sent. */
export type Sent<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Type<infer _, infer Send> ? Send : never
}

/** A method of an interface. Its codecs are compiled when first used. */
export interface Method<S extends MethodSpec = MethodSpec> {
  readonly interfaceName: string
  readonly name: string
  /** The index of the method in its interface, from 0. */
  readonly mid: number
  /** The parameters as they were given. */
  readonly spec: S
  readonly request: Codec<Sent<FieldsOf<S, 'in'>>, Received<FieldsOf<S, 'in'>>>
  readonly response: Codec<Sent<FieldsOf<S, 'out'>>, Received<FieldsOf<S, 'out'>>>
  /** The response with error parameters; null if the method has none. */
  readonly error: Codec<Sent<FieldsOf<S, 'error'>>, Received<FieldsOf<S, 'error'>>> | null
  /** Whether codecs of it are printed code: functions that came with its interface. */
  readonly isPrinted: boolean
  /**
   * The same codecs, made of the layouts alone: printed code has no part in them. For kernels,
   * which call nothing that a program passes.
   */
  readonly layoutCodecs: MethodCodecs
}

/** The codecs of one method. */
export interface MethodCodecs {
  readonly request: Codec<never, unknown>
  readonly response: Codec<never, unknown>
  /** null if the method has no error parameters. */
  readonly error: Codec<never, unknown> | null
}

type FieldsOf<S extends MethodSpec, D extends keyof MethodSpec> = S extends {
  readonly [K in D]: infer F extends Fields
}
  ? F
  : { readonly [name in never]: never }

/** What the server receives. */
export type Request<M extends Method> = Received<FieldsOf<M['spec'], 'in'>>
/** What the client receives when the server set no error. */
export type Response<M extends Method> = Received<FieldsOf<M['spec'], 'out'>>
/**
 * What the client receives when the server set an error; never if the method has no error
 * parameters.
 */
export type ErrorOf<M extends Method> = M['spec'] extends { readonly error: infer F extends Fields }
  ? Received<F>
  : never
/** What the client may send. */
export type RequestInit<M extends Method> = Sent<FieldsOf<M['spec'], 'in'>>
/** What the server may send. */
export type ResponseInit<M extends Method> = Sent<FieldsOf<M['spec'], 'out'>>
/**
 * What the server may send in place of the response; never if the method has no error parameters.
 */
export type ErrorInit<M extends Method> = M['spec'] extends {
  readonly error: infer F extends Fields
}
  ? Sent<F>
  : never
