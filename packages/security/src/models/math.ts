// The model Math (topic `ssp_descr_security_models_math`): arithmetic of integers, operations on
// their bits, and casts. Its object has no state.
//
// Operations are exact. A result that its type can't hold is no value: nothing wraps around, and a
// cast never loses a digit.

import { commonType, inRange, integerType } from './integer-range.ts'
import { EvaluationError, type Model, type ModelExpression } from './model.ts'
import { numberType, signedType, type IntegerType, type ValueType } from './type.ts'
import { type Integer, readInteger } from './value.ts'

type Operation = (left: bigint, right: bigint) => bigint
type FastOperation = (left: number, right: number) => number

// What is safe as a number is exact: only results beyond need bigints.
function apply(fast: FastOperation, exact: Operation, left: Integer, right: Integer): Integer {
  if (typeof left === 'number' && typeof right === 'number') {
    const result = fast(left, right)
    if (Number.isSafeInteger(result)) return result === 0 ? 0 : result
  }
  return exact(BigInt(left), BigInt(right))
}

function operator(fast: FastOperation, exact: Operation): ModelExpression {
  const infix = (left: unknown, right: unknown, result: ValueType): Integer =>
    inRange(result, apply(fast, exact, readInteger(left), readInteger(right)))
  return {
    parameter: { kind: 'tuple', types: [numberType, numberType] },
    result: (argument) => (argument.kind === 'tuple' ? commonType(argument.types) : numberType),
    evaluate: ([left, right]: readonly [unknown, unknown], _: unknown, result: ValueType) =>
      infix(left, right, result),
    infix,
  }
}

function ofList(first: number, fast: FastOperation, exact: Operation): ModelExpression {
  return {
    parameter: { kind: 'list', element: numberType },
    result: (argument) => ('element' in argument ? commonType([argument.element]) : numberType),
    evaluate: (values: readonly unknown[], _: unknown, result: ValueType) => {
      let total: Integer = first
      // Each step must fit, so that a long list makes no huge integer.
      for (const value of values)
        total = inRange(numberType, apply(fast, exact, total, readInteger(value)))
      return inRange(result, total)
    },
  }
}

function ofOne(parameter: ValueType, evaluate: (value: Integer, result: ValueType) => Integer) {
  const expression: ModelExpression = {
    parameter,
    result: (argument) => commonType([argument]),
    evaluate: (value: unknown, _: unknown, result: ValueType) =>
      inRange(result, evaluate(readInteger(value), result)),
  }
  return expression
}

function cast(bits: IntegerType['bits'], isSigned: boolean): ModelExpression {
  const result = integerType(bits, isSigned)
  const evaluate = (value: unknown): Integer => inRange(result, readInteger(value))
  return { parameter: numberType, result, evaluate }
}

// -(-0) and -0 are no integers of their own.
function negative(value: Integer): Integer {
  return typeof value === 'number' ? 0 - value : -value
}

// The complement depends on the number of bits: that of 0 is 255 as UInt8, 65535 as UInt16.
function complement(value: Integer, result: ValueType): Integer {
  if (result.kind !== 'integer')
    throw new EvaluationError(`the complement of ${value} depends on its type, which is not known`)
  const bits = ~BigInt(value)
  return result.isSigned ? bits : BigInt.asUintN(result.bits, bits)
}

// Operators on numbers see 32 bits only.
function areShort(left: number, right: number): boolean {
  return (left | 0) === left && (right | 0) === right
}

/** `+ - * | & ~`, `math.neg`, `math.abs`, `math.sum`, `math.product`, `math.uint8` and so on. */
export const mathModel: Model = {
  name: 'Math',
  types: [],
  config: null,
  create: () => ({
    rules: {},
    expressions: {
      '+': operator(
        (left, right) => left + right,
        (left, right) => left + right,
      ),
      '-': operator(
        (left, right) => left - right,
        (left, right) => left - right,
      ),
      '*': operator(
        (left, right) => left * right,
        (left, right) => left * right,
      ),
      '|': operator(
        (left, right) => (areShort(left, right) ? left | right : NaN),
        (left, right) => left | right,
      ),
      '&': operator(
        (left, right) => (areShort(left, right) ? left & right : NaN),
        (left, right) => left & right,
      ),
      '~': ofOne(numberType, complement),
      neg: ofOne(signedType, negative),
      abs: ofOne(signedType, (value) => (value < 0 ? negative(value) : value)),
      sum: ofList(
        0,
        (left, right) => left + right,
        (left, right) => left + right,
      ),
      product: ofList(
        1,
        (left, right) => left * right,
        (left, right) => left * right,
      ),
      uint8: cast(8, false),
      uint16: cast(16, false),
      uint32: cast(32, false),
      uint64: cast(64, false),
      sint8: cast(8, true),
      sint16: cast(16, true),
      sint32: cast(32, true),
      sint64: cast(64, true),
    },
  }),
}
