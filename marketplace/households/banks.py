"""Banks by the six-digit BIN that VietQR and interbank transfers use. Not an official list: add a bank
when a household has it.
"""

BANKS: dict[str, str] = {
    "970405": "Agribank",
    "970436": "Vietcombank",
    "970415": "VietinBank",
    "970418": "BIDV",
    "970422": "MB",
    "970407": "Techcombank",
    "970416": "ACB",
    "970432": "VPBank",
    "970423": "TPBank",
    "970403": "Sacombank",
    "970437": "HDBank",
    "970441": "VIB",
    "970443": "SHB",
    "970449": "LPBank",
    "970448": "OCB",
    "970426": "MSB",
    "970431": "Eximbank",
    "970440": "SeABank",
    "970428": "Nam A Bank",
    "970409": "Bac A Bank",
    "970412": "PVcomBank",
}
