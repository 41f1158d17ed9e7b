// The models of the documentation by the files of the SDK that `use` names, and the policy objects
// that these files declare.

import { baseModel } from './base.ts'
import { boolModel } from './bool.ts'
import { flowModel } from './flow.ts'
import { hashSetModel } from './hash-set.ts'
import { mathModel } from './math.ts'
import { micModel } from './mic.ts'
import type { Model } from './model.ts'
import { predModel } from './pred.ts'
import { regexModel } from './regex.ts'
import { staticMapModel } from './static-map.ts'
import { structModel } from './struct.ts'

/** What `use` of a file of models brings. */
export interface ModelFile {
  readonly models: readonly Model[]
  /** The models of the policy objects that the file declares, by their names. */
  readonly objects: Readonly<Record<string, Model>>
}

/** The files: `use nk.flow._` brings `nk.flow`. */
export const modelFiles: Readonly<Record<string, ModelFile>> = {
  'nk.basic': {
    models: [predModel, boolModel, mathModel, structModel],
    objects: { pred: predModel, bool: boolModel, math: mathModel, struct: structModel },
  },
  'nk.base': { models: [baseModel], objects: { base: baseModel } },
  'nk.regex': { models: [regexModel], objects: { re: regexModel } },
  'nk.hashmap': { models: [hashSetModel], objects: {} },
  'nk.staticmap': { models: [staticMapModel], objects: {} },
  'nk.flow': { models: [flowModel], objects: {} },
  'nk.mic': { models: [micModel], objects: {} },
}
