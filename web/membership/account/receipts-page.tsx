import { dollars } from '../../../shared/membership/dues.ts'
import type { LivingMembership } from '../../../shared/membership/membership.ts'
import { isReceipted } from '../../../shared/membership/receipts.ts'
import { dateText } from '../../local-time.ts'
import { accountDuesWords } from '../../words/account-dues.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type ReceiptsPageProps = AccountFrame & { membership: LivingMembership; warning?: string | undefined }

export const ReceiptsPage = (props: ReceiptsPageProps) => {
  const { language, membership } = props
  const words = accountDuesWords[language].receipts
  const payments = [...membership.payments].sort((a, b) => (a.paidOn < b.paidOn ? 1 : -1))
  return (
    <AccountPage {...props} title={words.title}>
      {payments.length === 0 ? (
        <p class="empty">{words.none}</p>
      ) : (
        <table class="stack narrow">
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col" class="number">
                {words.amount}
              </th>
              <th scope="col">{words.months}</th>
              <th scope="col">{words.receipt}</th>
            </tr>
          </thead>
          <tbody>
            {payments.map((payment) => (
              <tr>
                <th scope="row">{dateText(payment.paidOn, language)}</th>
                <td class="number" data-label={words.amount}>
                  {payment.granted ? words.granted : dollars(payment.cents)}
                  {payment.refunded > 0 && <small> ({words.refunded(dollars(payment.refunded))})</small>}
                  {payment.dispute && <small> ({words.disputed})</small>}
                </td>
                <td data-label={words.months}>
                  {payment.through ? words.elsewhere : words.monthsText(payment.months)}
                </td>
                <td>
                  {isReceipted(payment) && (
                    <form method="post" action="/me/receipts">
                      <button class="second small" type="submit" name="payment" value={payment.paymentId}>
                        {words.receipt}
                      </button>
                    </form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </AccountPage>
  )
}
