// All families of streams and formats.

import type { AnyFamily } from '../runtime/family.ts'
import { type StdioBytesApi, stdioBytes } from './stdio-bytes.ts'
import { type StdioFormatsApi, stdioFormats } from './stdio-formats.ts'
import { type StdioStreamsApi, stdioStreams } from './stdio-streams.ts'

/** Their functions. */
export interface StdioApi extends StdioBytesApi, StdioFormatsApi, StdioStreamsApi {}

/** The families. */
export const stdioFamilies: readonly AnyFamily[] = [
  stdioBytes,
  stdioFormats,
  stdioStreams,
] as readonly object[] as readonly AnyFamily[]
