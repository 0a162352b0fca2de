import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type * as z from 'zod'

/** Gives a function one whole group of variables of `shared/environment.ts`: a missing one is a type error. */
export function configure<Group extends z.ZodObject>(
  fn: LambdaFunction,
  group: Group,
  values: z.input<Group> & Record<string, string>,
) {
  for (const name of Object.keys(group.shape)) fn.addEnvironment(name, values[name] as string)
}
