export * from './generic.ts'
export { type Retcode, type Result, type Failure, type GenericFailure, type ComposedRetcode, isFailure, failure, unwrap, RetcodeError } from './result.ts'
