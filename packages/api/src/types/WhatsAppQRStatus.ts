/** The QR code by which a telephone is connected. */
export interface WhatsAppQRStatus {
  /** How far it has come, in one word. */
  status: string;
  /** The code, to be shown. */
  qr?: string;
}
