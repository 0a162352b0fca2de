import { getParameter } from '@aws-lambda-powertools/parameters/ssm'

/** The secret behind an SSM SecureString name; kept for five minutes, so that a rotation arrives without a deployment. */
export const secret = async (parameterName: string): Promise<string> => {
  const value = await getParameter(parameterName, { decrypt: true, maxAge: 300 })
  if (!value) throw new Error(`the parameter ${parameterName} is empty`)
  return value
}
