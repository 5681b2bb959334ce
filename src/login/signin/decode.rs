//! The bytes of one entry as a JSON object with the members of Graph's `signIn`.
use super::layout::Layout;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// How an entry's bytes are read.
pub(super) enum Decoder {
    Json,
    /// A row of Log Analytics: an array beside its column names.
    Rows(Vec<String>),
    Csv {
        delimiter: u8,
        columns: Vec<Option<Column>>,
    },
}

/// A decoded entry.
pub(super) struct Decoded {
    pub value: Value,
    /// Bytes that are no UTF-8 were replaced.
    pub lossy: bool,
}

impl Decoder {
    pub fn of(layout: &Layout) -> Self {
        match layout {
            Layout::Rows { columns, .. } => Decoder::Rows(columns.clone()),
            Layout::Csv {
                delimiter, columns, ..
            } => Decoder::Csv {
                delimiter: *delimiter,
                columns: columns.clone(),
            },
            _ => Decoder::Json,
        }
    }

    /// The entry, or what is wrong with it.
    pub fn decode(&self, bytes: &[u8]) -> Result<Decoded, String> {
        let text = String::from_utf8_lossy(bytes);
        let lossy = matches!(text, Cow::Owned(_));
        let value = match self {
            Decoder::Csv { delimiter, columns } => record(&fields(bytes, *delimiter), columns),
            Decoder::Json => object(&text)?,
            Decoder::Rows(columns) => {
                let row: Vec<Value> =
                    serde_json::from_str(&text).map_err(|error| error.to_string())?;
                Value::Object(columns.iter().cloned().zip(row).collect())
            }
        };
        Ok(Decoded { value, lossy })
    }
}

fn object(text: &str) -> Result<Value, String> {
    let mut value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if !value.is_object() {
        return Err("not a JSON object".to_owned());
    }
    // Diagnostic settings wrap the entry: {"time": …, "properties": {…}}.
    if let Some(inner) = value.get_mut("properties")
        && (inner.get("status").is_some() || inner.get("createdDateTime").is_some())
    {
        return Ok(inner.take());
    }
    Ok(value)
}

/// The columns of a portal or Log Analytics CSV that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Time,
    Request,
    Correlation,
    User,
    Tenant,
    App,
    AppId,
    Resource,
    Address,
    AddressSeenByResource,
    Location,
    LocationDetails,
    Status,
    Code,
    Reason,
    ClientApp,
    DeviceId,
    DeviceDetail,
    Browser,
    System,
    Compliant,
    Managed,
    JoinType,
    MfaResult,
    MfaMethod,
    Requirement,
    Protocol,
    Transfer,
    Token,
    AccessStatus,
    Policies,
    Steps,
    Risk,
    RiskState,
    Networks,
}

impl Column {
    /// By the heading of the portal's download or of Log Analytics' export, whatever its case and spacing.
    pub fn named(heading: &str) -> Option<Column> {
        let name: String = heading
            .trim_end_matches("[UTC]")
            .chars()
            .filter(|it| it.is_alphanumeric())
            .map(|it| it.to_ascii_lowercase())
            .collect();
        Some(match name.as_str() {
            "dateutc" | "date" | "createddatetime" | "timegenerated" => Column::Time,
            "requestid" | "id" => Column::Request,
            "correlationid" => Column::Correlation,
            "username" | "userprincipalname" => Column::User,
            "hometenantid" | "aadtenantid" => Column::Tenant,
            "application" | "appdisplayname" => Column::App,
            "applicationid" | "appid" => Column::AppId,
            "resource" | "resourcedisplayname" => Column::Resource,
            "ipaddress" => Column::Address,
            "ipaddressseenbyresource" | "ipaddressfromresourceprovider" => {
                Column::AddressSeenByResource
            }
            "location" => Column::Location,
            "locationdetails" => Column::LocationDetails,
            "status" => Column::Status,
            "signinerrorcode" | "errorcode" | "resulttype" => Column::Code,
            "failurereason" | "resultdescription" => Column::Reason,
            "clientapp" | "clientappused" => Column::ClientApp,
            "deviceid" => Column::DeviceId,
            "devicedetail" => Column::DeviceDetail,
            "browser" => Column::Browser,
            "operatingsystem" => Column::System,
            "compliant" => Column::Compliant,
            "managed" => Column::Managed,
            "jointype" => Column::JoinType,
            "multifactorauthenticationresult" => Column::MfaResult,
            "multifactorauthenticationauthmethod" => Column::MfaMethod,
            "authenticationrequirement" => Column::Requirement,
            "authenticationprotocol" => Column::Protocol,
            "originaltransfermethod" => Column::Transfer,
            "incomingtokentype" => Column::Token,
            "conditionalaccess" | "conditionalaccessstatus" => Column::AccessStatus,
            "conditionalaccesspolicies" | "appliedconditionalaccesspolicies" => Column::Policies,
            "authenticationdetails" => Column::Steps,
            "risklevelduringsignin" => Column::Risk,
            "riskstate" => Column::RiskState,
            "networklocationdetails" => Column::Networks,
            _ => return None,
        })
    }
}

/// The fields of a CSV record (RFC 4180 §2), quotation marks taken off.
pub(super) fn fields(record: &[u8], delimiter: u8) -> Vec<String> {
    let record = record.strip_suffix(b"\r").unwrap_or(record);
    let mut out = Vec::new();
    let mut field = Vec::new();
    let mut quoted = false;
    let mut bytes = record.iter().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted && bytes.peek() == Some(&&b'"') => {
                bytes.next();
                field.push(b'"');
            }
            b'"' => quoted = !quoted,
            it if *it == delimiter && !quoted => out.push(std::mem::take(&mut field)),
            it => field.push(*it),
        }
    }
    out.push(field);
    out.iter()
        .map(|it| String::from_utf8_lossy(it).trim().to_owned())
        .collect()
}

fn record(fields: &[String], columns: &[Option<Column>]) -> Value {
    let mut out = Map::new();
    let mut status = Map::new();
    let mut device = Map::new();
    let mut step = (None, None);
    for (text, column) in fields.iter().zip(columns) {
        let Some(column) = column else { continue };
        if text.is_empty() {
            continue;
        }
        let value = Value::from(text.as_str());
        let mut put = |name: &str| {
            // A heading that stands twice: the first counts.
            out.entry(name).or_insert(value.clone());
        };
        match column {
            Column::Time => put("createdDateTime"),
            Column::Request => put("id"),
            Column::Correlation => put("correlationId"),
            Column::User => put("userPrincipalName"),
            Column::Tenant => put("homeTenantId"),
            Column::App => put("appDisplayName"),
            Column::AppId => put("appId"),
            Column::Resource => put("resourceDisplayName"),
            Column::Address => put("ipAddress"),
            Column::AddressSeenByResource => put("ipAddressFromResourceProvider"),
            Column::Location => put("location"),
            Column::LocationDetails => put("locationDetails"),
            Column::ClientApp => put("clientAppUsed"),
            Column::DeviceDetail => put("deviceDetail"),
            Column::Requirement => put("authenticationRequirement"),
            Column::Protocol => put("authenticationProtocol"),
            Column::Transfer => put("originalTransferMethod"),
            Column::Token => put("incomingTokenType"),
            Column::AccessStatus => put("conditionalAccessStatus"),
            Column::Policies => put("appliedConditionalAccessPolicies"),
            Column::Steps => put("authenticationDetails"),
            Column::Risk => put("riskLevelDuringSignIn"),
            Column::RiskState => put("riskState"),
            Column::Networks => put("networkLocationDetails"),
            // Log Analytics has the whole status here, the portal a word.
            Column::Status if text.starts_with('{') => put("status"),
            Column::Status => {
                if text.eq_ignore_ascii_case("success") {
                    status.entry("errorCode").or_insert(json!(0));
                }
            }
            Column::Code => {
                status.insert("errorCode".to_owned(), value);
            }
            Column::Reason => {
                status.insert("failureReason".to_owned(), value);
            }
            Column::DeviceId => {
                device.insert("deviceId".to_owned(), value);
            }
            Column::Browser => {
                device.insert("browser".to_owned(), value);
            }
            Column::System => {
                device.insert("operatingSystem".to_owned(), value);
            }
            Column::Compliant => {
                device.insert("isCompliant".to_owned(), value);
            }
            Column::Managed => {
                device.insert("isManaged".to_owned(), value);
            }
            Column::JoinType => {
                device.insert("trustType".to_owned(), value);
            }
            Column::MfaMethod => step.0 = Some(value),
            Column::MfaResult => step.1 = Some(value),
        }
    }
    out.entry("status").or_insert(Value::Object(status));
    out.entry("deviceDetail").or_insert(Value::Object(device));
    if let (Some(method), result) = step {
        let step = json!([{
            "authenticationMethod": method,
            "authenticationStepResultDetail": result,
        }]);
        out.entry("authenticationDetails").or_insert(step);
    }
    Value::Object(out)
}
