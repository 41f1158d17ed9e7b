// "Did you mean ...?" for names in interface and policy files: the table of contents of
// @kos/idl/nearest. The distance is in `@kos/retcode/nearest`, which packages below this one use.

export { checkOptions, didYouMean, nearest } from '@kos/retcode/nearest'
