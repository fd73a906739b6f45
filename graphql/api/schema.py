"""The schema: every domain's queries and mutations. Printed to graphql/schema.graphql (`manage.py
print_schema`).
"""

import graphene

from api.catalogue import mutations as catalogue
from api.catalogue.queries import CatalogueQueries
from api.goods.queries import GoodsQueries
from api.households import mutations as households
from api.households.queries import HouseholdQueries
from api.node import node_field
from api.orders import mutations as orders
from api.orders.queries import OrderQueries
from api.paperwork import mutations as paperwork
from api.paperwork.queries import PaperworkQueries
from api.payments import mutations as payments
from api.payments.queries import PaymentQueries
from api.people import mutations as people
from api.people.queries import PeopleQueries
from api.places.queries import PlaceQueries
from api.postal import mutations as postal
from api.postal.queries import PostalQueries
from api.search.queries import SearchQueries
from api.search.suggestions import SuggestionQueries


class Query(
    SearchQueries,
    SuggestionQueries,
    GoodsQueries,
    PaperworkQueries,
    PlaceQueries,
    HouseholdQueries,
    CatalogueQueries,
    OrderQueries,
    PostalQueries,
    PaymentQueries,
    PeopleQueries,
    graphene.ObjectType,
):
    """Reads. Nothing here changes anything."""

    node = node_field()


class Mutation(graphene.ObjectType):
    """Writes. Each runs one operation; what a person can mend comes back as userErrors."""

    postal_order_place = postal.PostalOrderPlace.Field()
    postal_card_open = postal.PostalCardOpen.Field()
    postal_order_pack = postal.PostalOrderPack.Field()
    postal_order_cancel = postal.PostalOrderCancel.Field()

    code_request = people.CodeRequest.Field()
    sign_in = people.SignIn.Field()
    sign_out = people.SignOut.Field()
    telephone_confirm = people.TelephoneConfirm.Field()

    household_open = households.HouseholdOpen.Field()
    household_update = households.HouseholdUpdate.Field()
    household_submit = households.HouseholdSubmit.Field()
    household_set_bank_account = households.HouseholdSetBankAccount.Field()
    plot_add = households.PlotAdd.Field()
    member_add = households.MemberAdd.Field()
    member_remove = households.MemberRemove.Field()
    consent_give = households.ConsentGive.Field()
    consent_withdraw = households.ConsentWithdraw.Field()

    staff_household_verify = households.StaffHouseholdVerify.Field()
    staff_household_reject = households.StaffHouseholdReject.Field()
    staff_household_suspend = households.StaffHouseholdSuspend.Field()
    staff_household_reinstate = households.StaffHouseholdReinstate.Field()

    photo_add = catalogue.PhotoAdd.Field()
    photo_remove = catalogue.PhotoRemove.Field()
    listing_draft = catalogue.ListingDraft.Field()
    listing_update = catalogue.ListingUpdate.Field()
    listing_publish = catalogue.ListingPublish.Field()
    listing_pause = catalogue.ListingPause.Field()
    listing_resume = catalogue.ListingResume.Field()
    listing_end = catalogue.ListingEnd.Field()
    listing_change_price = catalogue.ListingChangePrice.Field()
    stock_add = catalogue.StockAdd.Field()
    stock_correct = catalogue.StockCorrect.Field()
    listing_sell_out = catalogue.ListingSellOut.Field()
    staff_listing_approve = catalogue.StaffListingApprove.Field()
    staff_listing_unpublish = catalogue.StaffListingUnpublish.Field()

    order_place = orders.OrderPlace.Field()
    card_open = orders.CardOpen.Field()
    order_cancel = orders.OrderCancel.Field()
    order_answer_short = orders.OrderAnswerShort.Field()
    order_accept = orders.OrderAccept.Field()
    order_decline = orders.OrderDecline.Field()
    order_answer = orders.OrderAnswer.Field()
    order_pack = orders.OrderPack.Field()
    parcel_close = orders.ParcelClose.Field()
    staff_order_cancel = orders.StaffOrderCancel.Field()
    staff_order_refund = orders.StaffOrderRefund.Field()
    staff_order_book_again = orders.StaffOrderBookAgain.Field()

    consignment_open = paperwork.ConsignmentOpen.Field()
    consignment_change = paperwork.ConsignmentChange.Field()
    consignment_set_party = paperwork.ConsignmentSetParty.Field()
    consignment_add_line = paperwork.ConsignmentAddLine.Field()
    consignment_allocate = paperwork.ConsignmentAllocate.Field()
    consignment_withdraw = paperwork.ConsignmentWithdraw.Field()
    consignment_cancel = paperwork.ConsignmentCancel.Field()
    consignment_clear = paperwork.ConsignmentClear.Field()
    consignment_hand_over = paperwork.ConsignmentHandOver.Field()
    consignment_report = paperwork.ConsignmentReport.Field()
    consignment_paper_receive = paperwork.ConsignmentPaperReceive.Field()
    consignment_paper_confirm = paperwork.ConsignmentPaperConfirm.Field()
    consignment_paper_withdraw = paperwork.ConsignmentPaperWithdraw.Field()
    consignment_papers_draw = paperwork.ConsignmentPapersDraw.Field()
    consignment_papers_enter = paperwork.ConsignmentPapersEnter.Field()
    consignment_share = paperwork.ConsignmentShare.Field()
    consignment_unshare = paperwork.ConsignmentUnshare.Field()
    consignment_message_send = paperwork.ConsignmentMessageSend.Field()
    export_code_ask = paperwork.ExportCodeAsk.Field()
    export_code_answer = paperwork.ExportCodeAnswer.Field()
    export_code_decide = paperwork.ExportCodeDecide.Field()
    staff_consignment_clear = paperwork.StaffConsignmentClear.Field()
    staff_consignment_hand_over = paperwork.StaffConsignmentHandOver.Field()

    staff_payouts_draw = payments.StaffPayoutsDraw.Field()
    staff_payout_batch_send = payments.StaffPayoutBatchSend.Field()
    staff_payout_confirm = payments.StaffPayoutConfirm.Field()
    staff_payout_return = payments.StaffPayoutReturn.Field()


schema = graphene.Schema(query=Query, mutation=Mutation)
