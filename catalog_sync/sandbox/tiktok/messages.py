"""The codes the platform answers with and their texts (Partner API, error code lists, and live answers)."""

OK = 0
TOO_MANY_REQUESTS = 36009002
INTERNAL_ERROR = 36009003
INVALID_REQUEST = 36009004

MESSAGES: dict[int, str] = {
    101000: "The access token does not fit this endpoint or the shop of the given shop_cipher.",
    105002: "Expired credentials. The access token is expired, please refresh it.",
    105005: "Access denied. The app or the authorization lacks the scope {scope}.",
    106001: "Invalid credentials. The 'sign' query parameter is invalid.",
    106013: "Missing identifier. The 'shop_cipher' query parameter is required.",
    TOO_MANY_REQUESTS: "Too many requests. Reduce the request frequency and try again.",
    INTERNAL_ERROR: "Internal error. Please try again later.",
    36009009: "Invalid path. The requested path does not exist.",
    36009010: "Invalid method. The path does not support this HTTP method.",
    36009014: "Invalid API version. The version of this path is not available.",
    36009022: "Invalid content type. Use application/json.",
    36009023: "Invalid content type. This path requires multipart/form-data.",
    12019011: "product package weight is invalid",
    12019012: "product package size is invalid",
    12019022: "SKU must contain a valid warehouse.",
    12019027: "The maximum count of “seller_skus” in the search filter is 10.",
    12019028: "Multiple warehouses detected. Include all warehouse IDs and the corresponding details and try again.",
    12019061: "Product weight or dimensions unit does not support the imperial units on non-US local products.",
    12019064: "No matching category was found.",
    12019087: "The number of SKU IDs exceeds the limit of 10",
    12019103: "Couldn't upload file, the file is empty.",
    12019104: "The file name is empty.",
    12019105: "Failed to process the file. The format or content is not supported.",
    12019108: "page number is invalid",
    12019109: "page size is invalid",
    12019116: "The image dimensions exceed the allowed limits.",
    12019118: "search create time invalid",
    12019119: "search update time invalid",
    12019120: "The number of provided product IDs exceeds the limit.",
    12038002: "Invalid upload file. Please ensure you are passing the correct file data.",
    12038004: "Failed to process the image. The format or content is not supported.",
    12038005: "The file size exceeds the maximum allowed size.",
    12038014: (
        "The image dimensions exceed the allowed limits. Allowed dimensions (width x height in pixels):"
        " {low} x {low} to {high} x {high}"
    ),
    12038015: (
        "Failed to process the image. The format or content is not supported. Supported formats:"
        " JPG, JPEG, PNG, WEBP, HEIC, BMP"
    ),
    12052003: "Incorrect parcel height format",
    12052004: "Incorrect parcel width format",
    12052005: "Incorrect parcel length format",
    12052006: "Incorrect parcel weight format",
    12052013: "The product description cannot exceed maximum characters",
    12052015: "The product description is required",
    12052023: "Category does not exist",
    12052024: "Category is not final category",
    12052028: "Main product image is required",
    12052032: "The product does not exist",
    12052036: "The SKU ID is necessary",
    12052048: "You cannot edit the specified product(s) as it isn't listed in your account or shop. ",
    12052050: "A single product cannot have more than {limit} different SKUs",
    12052051: "The product name must have {low} to {high} characters",
    12052054: "The seller SKU text length cannot exceed max limit characters",
    12052055: "The SKU inventory quantity for the warehouse must be within allowed limits.",
    12052056: "The num of image in description cannot exceed max limit",
    12052073: "The product price is invalid",
    12052084: "The provided currency is not available for this shop/region.",
    12052093: "Exceeded the product listing limit for the seller.",
    12052097: "The warehouse does not exist",
    12052104: "property is required",
    12052105: "required qualification miss",
    12052128: "Size chart not found",
    12052180: "The total number of search results can not exceed 10000.",
    12052181: "The package weight of the product can not be zero.",
    12052182: "The '{child}' field is required as you've selected '{value}' for '{parent}'.",
    12052183: "The '{child}' field should be left empty as you've selected '{value}' for '{parent}'.",
    12052217: (
        "Incorrect category version. For US shops or global sellers with an active US shop, specify"
        " 'category version=v2'. For shops in other regions specify 'category_version=v1'."
    ),
    12052220: "This category is prohibited or unsupported on TikTok Shop. Select another category.",
    12052222: "category do not support cod",
    12052223: (
        "This category is restricted. To sell in this category, apply through the Qualification Center"
        " in Seller Center."
    ),
    12052225: (
        "You are not authorized to sell in this category because it does not fall under your shop's main"
        " category. Contact your account manager for help or select another category."
    ),
    12052230: (
        "The specified category ID is not a leaf category, or it does not belong to the specified category version."
    ),
    12052240: "Do not support custom property.",
    12052241: "attribute name or attribute id is empty.",
    12052242: " The attribute name characters cannot exceed max_limit",
    12052244: " The attribute name duplicate.",
    12052246: "The product property not support multi selected, attribute id is :{attribute}.",
    12052247: "Do not support custom product attribute.",
    12052248: "The property value name or attribute value id is empty.",
    12052249: " The property value name characters cannot exceed {limit}, attribute value name is :{name}.",
    12052251: "Duplicated attribute values found for an attribute. Remove or modify the duplicated value.",
    12052253: "Duplicate attribute value id",
    12052254: "Duplicate attribute id",
    12052256: "The  {name}  value need to be positive integers or positive decimals .",
    12052261: "product name is empty",
    12052262: "Chinese characters are not supported in product name",
    12052300: "product main image uri illegal",
    12052301: "Width and length of main image must be at least {low}, check uri {uri}",
    12052302: "The main images size exceed limit.",
    12052305: "The main images aspect ratio cannot exceed max limit.",
    12052306: "main product images count exceed limit",
    12052340: "product description image uri illegal",
    12052341: "The description images size cannot exceed limit.",
    12052344: "The product  description html syntax with error",
    12052345: "The product description html tag not support.",
    12052346: "The product description has Chinese characters",
    12052348: "The product description html tag required attribute is miss.",
    12052350: "The product description html tag contain illegal attribute.",
    12052385: "Please enter valid certificate expiration date",
    12052486: "Missing inventory for SKU(s)",
    12052488: "The product cannot be saved as a draft after it was submitted.",
    12052516: (
        "Missing inventory details. You must include all warehouse IDs assigned to the SKU, along with the"
        " respective quantity. Do not omit any or add unrelated warehouses."
    ),
    12052520: "product sale property image uri illegal",
    12052524: "The sale property image aspect ratio invalid",
    12052525: " The attribute max num cannot exceed 3.",
    12052527: "The sale attribute id not exist.",
    12052528: (
        "You can add images to only 1 product variation, which will serve as the primary variation for display"
        " in the product options gallery."
    ),
    12052529: " The property value id not exist.",
    12052530: "The warehouse ' {warehouse} ' does not belong to this shop/seller.",
    12052533: (
        "Removal, addition, and change of warehouses are not permitted. Please specify the original warehouses"
        " for the SKUs."
    ),
    12052535: (
        "Couldn't publish this product as you haven't set the return warehouse for your shop. Add the return"
        " warehouse information on TikTok Shop Seller Center first and try again."
    ),
    12052547: "There is no version of this product that is under review. Please obtain the online version.",
    12052550: "SKU property must contain all properties",
    12052553: "Sku id duplicate",
    12052557: "The SKU ID does not belong to the product.",
    12052560: "The SKU contains duplicate sales attribute.",
    12052570: "product price exceed limit",
    12052571: "Missing price for SKU(s)",
    12052592: "Identifier code already entered, cannot enter the same code twice",
    12052593: "The identifier code cannot be changed once be submitted",
    12052650: "product qualification image uri illegal",
    12052655: "qualification id not exist",
    12052656: "qualification id duplicate",
    12052657: "qualification image and pdf file is out of limit.",
    12052658: "product qualification file uri illegal",
    12052670: "The size chart image URI is invalid.",
    12052671: "The sizecharts images size over limit.",
    12052673: "Product sizechart  image is required",
    12052901: (
        "The product in its current status is not available for this operation. Change the product status and try again."
    ),
    12052902: "The SKU list is empty. Either omit the list entirely, or provide all required details.",
    12052910: "Invalid input parameters. Refer to the API documentation for details.",
    12052915: "package weight unit and dimension unit miss match.",
    12052916: "The package unit is not supported in the current region.",
    12052931: "The title must follow the formatting rules for HTML escapes, emojis, control characters and repeats.",
    12052932: "The description must follow the formatting rules for emojis, control characters and repeats.",
    12052934: "Sales attribute value names must follow the formatting rules for emojis and control characters.",
    12052935: "Product attribute value names must follow the formatting rules for emojis and control characters.",
    12052990: "Check failed",
}
