// What the checks of layers and of type names refuse, on sources that are written here.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layerFaults } from '../layers.mjs'
import { exportedTypesOf, valueImportsOf } from '../source-files.mjs'
import { typeNameFaults } from '../type-names.mjs'

const layers = [['low'], ['*'], ['high', 'low/above.ts']]

function faultsOf(files, given = layers) {
  const filled = { 'low/a.ts': '', 'low/above.ts': '', 'high/a.ts': '', 'index.ts': '', ...files }
  return layerFaults('p', given, new Map(Object.entries(filled)))
}

test('a value import may go down and sideways', () => {
  const faults = faultsOf({
    'high/a.ts': "import { b } from './b.ts'\nimport { c } from '../low/a.ts'\n",
    'high/b.ts': "export { d } from '../index.ts'\n",
  })
  assert.deepEqual(faults, [])
})

test('a value import that goes up is refused, however it is written', () => {
  const fault = ['p: low/a.ts imports high/a.ts, which is in a layer above it']
  for (const text of [
    "import { a } from '../high/a.ts'",
    "import {\n  type A,\n  a,\n} from '../high/a.ts'",
    "import a from '../high/a.ts'",
    "import * as a from '../high/a.ts'",
    "import '../high/a.ts'",
    "const a = await import('../high/a.ts')",
    "export { a } from '../high/a.ts'",
    "export * from '../high/a.ts'",
  ])
    assert.deepEqual(faultsOf({ 'low/a.ts': text }), fault, text)
})

test('an import of types may go up', () => {
  for (const text of [
    "import type { A } from '../high/a.ts'",
    "import type {\n  A,\n  B,\n} from '../high/a.ts'",
    "import { type A, type B } from '../high/a.ts'",
    "export type { A } from '../high/a.ts'",
    "export { type A } from '../high/a.ts'",
  ])
    assert.deepEqual(faultsOf({ 'low/a.ts': text }), [], text)
})

test('the longest item that fits a file gives its layer', () => {
  assert.deepEqual(faultsOf({ 'low/a.ts': "import { b } from './above.ts'" }), [
    'p: low/a.ts imports low/above.ts, which is in a layer above it',
  ])
})

test('a file in no layer and an item that names nothing are faults', () => {
  assert.deepEqual(faultsOf({}, [['low'], ['high', 'gone']]), [
    'p: layers.json names gone, which is not there',
    'p: index.ts is in no layer of layers.json',
  ])
})

test('a package with folders must have layers, a flat one need not', () => {
  assert.deepEqual(layerFaults('p', undefined, new Map([['a.ts', '']])), [])
  assert.deepEqual(layerFaults('p', undefined, new Map([['low/a.ts', '']])), [
    'p: src has folders (low), and layers.json no layers',
  ])
})

test('imports of other packages are found beside those of files', () => {
  const text = "import { a } from '@kos/a'\nimport type { B } from '@kos/b'\nimport './c.ts'\n"
  assert.deepEqual(valueImportsOf(text), ['@kos/a', './c.ts'])
})

test('exported types are those that a file declares', () => {
  const text = `
export class A {}
export abstract class B {}
export interface C {}
export type D = 1
export const D = 1
declare class E {}
class F {}
interface G {}
export { type H, I } from './h.ts'
export { E, type G }
export type { J } from './j.ts'
`
  assert.deepEqual(exportedTypesOf(text), ['A', 'B', 'C', 'D', 'E', 'G'])
})

test('one name of two exported types is refused', () => {
  const sources = {
    'packages/a/src/a.ts': 'export class Same {}\n',
    'packages/b/src/b.ts': 'export interface Same {}\ninterface Private {}\n',
    'packages/c/src/c.ts': "export { Same } from '@kos/a'\nexport class Private {}\n",
    'packages/c/src/generated/c.ts': 'export class Same {}\n',
  }
  assert.deepEqual(typeNameFaults(new Map(Object.entries(sources))), [
    'Same is declared in packages/a/src/a.ts and packages/b/src/b.ts',
  ])
})
