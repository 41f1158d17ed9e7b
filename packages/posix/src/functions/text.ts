// All families of text: command lines, patterns of path names; and errno.

import type { AnyFamily, AnyVariables } from '../runtime/family.ts'
import { type GetoptApi, getopt } from './getopt.ts'
import { type GlobApi, glob } from './glob.ts'
import { type ErrnoVariable, errnoVariable } from './errno.ts'
import { type GetoptVariables, getoptVariables } from './getopt.ts'

/** Their functions and variables. */
export interface TextApi extends ErrnoVariable, GetoptApi, GetoptVariables, GlobApi {}

/** The families. */
export const textFamilies: readonly AnyFamily[] = [
  getopt,
  glob,
] as readonly object[] as readonly AnyFamily[]

/** The variables. */
export const textVariables: readonly AnyVariables[] = [
  errnoVariable,
  getoptVariables,
] as readonly object[] as readonly AnyVariables[]
